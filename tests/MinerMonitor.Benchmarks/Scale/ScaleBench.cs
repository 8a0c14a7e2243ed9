using System.Globalization;
using System.Text;
using MinerMonitor.Benchmarks.Report;
using MinerMonitor.Client;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>
/// How much does the product take, beside databases that are made for it, and what do millions of miners cost? Every figure comes from a server in a
/// process of its own on loopback; it shares the machine with the load.
/// </summary>
internal static class ScaleBench
{
    private static readonly TimeProvider s_time = TimeProvider.System;

    /// <summary>Runs the parts that are wanted and prints their tables.</summary>
    public static async Task<int> RunAsync(ScaleOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("This benchmark reads /proc; run it on Linux.");
            return 1;
        }

        var began = s_time.GetTimestamp();
        var machine = Machine.Describe();
        var about = (options.Has("intake") ? IntakePart.Estimate(options) : TimeSpan.Zero)
            + (options.Has("latency") ? LatencyPart.Estimate(options) : TimeSpan.Zero)
            + (options.Has("fleet") ? options.Steady : TimeSpan.Zero);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{machine}\nMeasuring takes {about.TotalMinutes:F0} minutes; starts, joining and queries come on top."));
        var figures = new TextTable("figure", "goal", "measured");
        var text = new StringBuilder();
        IntakeReport? intake = null;
        if (options.Has("intake"))
        {
            intake = await IntakePart.RunAsync(options);
            text.Append("### Intake\n\n").Append(intake).Append('\n');
            AddRate(Kind.Promised(SampleFormat.LineProtocol), "≥ 1,000,000", "≥ 3");
            AddRate(Kind.Promised(SampleFormat.Ndjson), "≥ 600,000", "≥ 3");
        }

        if (options.Has("latency"))
        {
            var (table, p99Ms) = await LatencyPart.RunAsync(options, kind => intake?.ProductPerSec(kind));
            text.Append("### Latency at half of the most\n\n").Append(table).Append('\n');
            figures.Add("p99 acknowledgement at half of the most, line protocol", "≤ 50 ms", TextTable.Cell(p99Ms) + " ms");
        }

        if (options.Has("fleet") || options.Has("queries"))
        {
            var (tables, result) = await FleetPart.RunAsync(options);
            text.Append("### A large fleet\n\n").Append(tables);
            if (result is not null)
            {
                var miners = string.Create(CultureInfo.InvariantCulture, $"{options.ScaleMiners:N0} miners");
                figures.Add($"memory of the server, {miners}", "≤ 3 GB for 5,000,000", TextTable.Cell(result.Bytes / 1e9, 2) + " GB");
                figures.Add($"idle CPU of the machine, {miners} once a minute", "≥ 40 % with 5,000,000", TextTable.Cell(result.IdleShare * 100, 0) + " %");
                figures.Add($"restart to all rows live, {miners}", "≤ 20 s with 5,000,000", TextTable.Cell(result.LiveSec) + " s");
                figures.Add("acknowledged samples lost by that kill -9", "0", TextTable.Cell(Math.Max(0, result.Acknowledged - result.Applied), 0));
            }
        }

        Console.WriteLine();
        Console.Write(figures);
        Console.WriteLine();
        Console.Write(text);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{machine} before, {Machine.LoadAverage()} after; {s_time.GetElapsedTime(began).TotalMinutes:F1} minutes in all."));
        return 0;

        void AddRate(Kind kind, string goal, string ratioGoal)
        {
            figures.Add($"durable intake, {kind.FormatName}, samples a second", goal, TextTable.Cell(intake!.ProductPerSec(kind), 0));
            figures.Add("the same ÷ the best peer's by line protocol", ratioGoal, TextTable.Cell(intake.Ratio(kind), 2));
        }
    }
}
