using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MinerMonitor.Benchmarks.Report;

namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>Medians over the rounds, and what they are worth.</summary>
internal sealed class FanOutReport(FanOutOptions options, int frameBytes, bool lacksMosquitto, bool lacksNats)
{
    private const string Yardstick = "bare SignalR group";

    private readonly List<(string System, Variant Variant, Measurement Measured, double MemoryKb)> _rows = [];

    /// <summary>Adds a measurement.</summary>
    public void Add(string system, Variant variant, Measurement measured, double memoryKb) => _rows.Add((system, variant, measured, memoryKb));

    /// <summary>One measurement, as it is made.</summary>
    public static string Line(int round, string system, Variant variant, Measurement one) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {round}, {system}{(variant.Name.Length > 0 ? ", " + variant.Name : "")}: published p50 {Measurement.At(one.SincePublished, 0.5):F1} p99 {Measurement.At(one.SincePublished, 0.99):F1} max {Measurement.At(one.SincePublished, 1):F1} ms; tick p50 {Measurement.At(one.SinceTick, 0.5):F1} p99 {Measurement.At(one.SinceTick, 0.99):F1} max {Measurement.At(one.SinceTick, 1):F1} ms; missing {one.Missing}, lost {one.Lost}; {one.CpuUs:F1} us; connected in {one.ConnectedSec:F1} s");

    /// <inheritdoc/>
    public override string ToString()
    {
        var table = new TextTable(
            "system", "published → received p50 ms", "p99", "max", "p99 ÷ SignalR", "tick → received p50 ms", "p99", "max", "p99 ÷ SignalR",
            "missing", "CPU µs per viewer and frame", "KB per viewer", "reconnected in s");
        foreach (var group in _rows.GroupBy(row => (row.System, row.Variant)))
        {
            var yard = _rows.Where(row => row.System == Yardstick && row.Variant == group.Key.Variant).Select(row => row.Measured).ToList();
            var all = group.Select(row => row.Measured).ToList();
            table.Add(
                group.Key.Variant.Name.Length > 0 ? $"{group.Key.System}, {group.Key.Variant.Name}" : group.Key.System,
                Cell(all, one => Measurement.At(one.SincePublished, 0.5)),
                Cell(all, one => Measurement.At(one.SincePublished, 0.99)),
                Cell(all, one => Measurement.At(one.SincePublished, 1)),
                Ratio(all, yard, one => Measurement.At(one.SincePublished, 0.99)),
                Cell(all, one => Measurement.At(one.SinceTick, 0.5)),
                Cell(all, one => Measurement.At(one.SinceTick, 0.99)),
                Cell(all, one => Measurement.At(one.SinceTick, 1)),
                Ratio(all, yard, one => Measurement.At(one.SinceTick, 0.99)),
                all.Sum(one => one.Missing).ToString("N0", CultureInfo.InvariantCulture),
                Cell(all, one => one.CpuUs),
                TextTable.Cell(group.Max(row => row.MemoryKb)),
                Cell(all, one => one.ReconnectedSec ?? double.NaN));
        }

        var text = new StringBuilder();
        text.Append(table);
        text.Append(CultureInfo.InvariantCulture, $"""

            {options.Viewers:N0} viewers in mode {options.Mode}, {options.Rate:0.###} frames a second of {frameBytes:N0} bytes, {options.Frames} frames a round; medians of {options.Rounds} rounds, missing frames summed, memory at its most; {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}.
            Load average of the machine now: {File.ReadAllText("/proc/loadavg").Trim()}

            """);
        text.Append(lacksMosquitto ? "mosquitto is not installed, so it was skipped.\n" : "").Append(lacksNats ? "nats-server is not installed, so it was skipped.\n" : "");
        return text.ToString();
    }

    private static string Cell(IEnumerable<Measurement> all, Func<Measurement, double> value) => TextTable.Cell(Measurement.Median(all.Select(value)));

    /// <summary>Rounds are compared one by one: what disturbed the machine disturbed neighbours alike.</summary>
    private static string Ratio(IEnumerable<Measurement> all, IReadOnlyCollection<Measurement> yard, Func<Measurement, double> value) =>
        TextTable.Cell(Measurement.Median(all.Zip(yard, (one, other) => value(one) / value(other))), 2);
}
