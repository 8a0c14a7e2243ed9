using MinerMonitor.Benchmarks.Scale.Systems;
using MinerMonitor.Client;
using MinerMonitor.Terminal.Load;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>One kind of body.</summary>
/// <param name="Format">Format.</param>
/// <param name="Order">Order of miners.</param>
/// <param name="BatchSize">Samples of a request.</param>
internal sealed record Kind(SampleFormat Format, LoadOrder Order, int BatchSize)
{
    /// <summary>The kind of the promises.</summary>
    public static Kind Promised(SampleFormat format) => new(format, LoadOrder.Site, 1_000);

    /// <summary>The format in words.</summary>
    public string FormatName => Format == SampleFormat.LineProtocol ? "line protocol" : "NDJSON";

    /// <summary>The order in words.</summary>
    public string OrderName => Order == LoadOrder.Site ? "by site" : "shuffled";
}

/// <summary>What came of one sending.</summary>
/// <param name="Tally">Answers.</param>
/// <param name="Took">From the first request to the last answer.</param>
/// <param name="ServerCpu">Processor time of the server, with what it did in the second after.</param>
/// <param name="GeneratorCpu">Processor time of this program.</param>
internal sealed record Sending(LoadTally Tally, TimeSpan Took, TimeSpan ServerCpu, TimeSpan GeneratorCpu)
{
    /// <summary>Samples acknowledged a second.</summary>
    public double PerSec => Tally.Acknowledged / Took.TotalSeconds;

    /// <summary>Processor time of the server for a sample, microseconds.</summary>
    public double CpuUs => ServerCpu.TotalMicroseconds / Tally.Acknowledged;

    /// <summary>Processor time of the load for a sample, microseconds.</summary>
    public double GeneratorUs => GeneratorCpu.TotalMicroseconds / Tally.Acknowledged;

    /// <summary>Latency that a share of the batches stayed within, milliseconds.</summary>
    public double LatencyMs(double share) => Tally.LatenciesMs(share) is [var found] ? found : double.NaN;
}

/// <summary>The load of <c>miner-monitor load</c>, sent to any of the systems.</summary>
internal static class Generator
{
    private const int Seed = 20260205;
    private static readonly TimeSpan s_giveUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);
    private static readonly TimeProvider s_time = TimeProvider.System;

    /// <summary>A plan of the benchmark's fleet.</summary>
    /// <param name="kind">Kind of bodies.</param>
    /// <param name="miners">Miners.</param>
    /// <param name="connections">Requests under way at a time.</param>
    /// <param name="duration">How long.</param>
    /// <param name="ratePerSec">Samples a second; null: as many as it takes.</param>
    /// <param name="mostRounds">Rounds after which it ends all the same.</param>
    public static LoadPlan Plan(Kind kind, int miners, int connections, TimeSpan duration, double? ratePerSec = null, int? mostRounds = null) => new LoadPlan
    {
        Fleet = Product.Fleet,
        Miners = miners,
        RatePerSec = ratePerSec,
        Format = kind.Format,
        Order = kind.Order,
        BatchSize = kind.BatchSize,
        Connections = connections,
        Duration = duration,
        Seed = Seed,
        Sites = Product.Sites,
        MostRounds = mostRounds,
    }.Checked();

    /// <summary>Sends.</summary>
    /// <param name="system">To whom.</param>
    /// <param name="plan">What.</param>
    /// <param name="bodies">Prepared bodies; null: written as they are sent.</param>
    public static async Task<Sending> SendAsync(IntakeSystem system, LoadPlan plan, ILoadBodies? bodies = null)
    {
        var tally = new LoadTally();
        using var sender = new LoadSender(plan, tally, new MonitorClientOptions { Url = system.Url, Key = system.Key }, bodies, system.Path);
        var (serverCpu, ownCpu, began) = (Children.Cpu(system.Process), Environment.CpuUsage.TotalTime, s_time.GetTimestamp());
        await sender.RunAsync(s_giveUp, CancellationToken.None);
        var (took, ownCpuAfter) = (s_time.GetElapsedTime(began), Environment.CpuUsage.TotalTime);
        await Task.Delay(s_settle, s_time); // what it put off is its cost too
        return new Sending(tally, took, Children.Cpu(system.Process) - serverCpu, ownCpuAfter - ownCpu);
    }
}
