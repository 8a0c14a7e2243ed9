using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MinerMonitor.TestKit.Feeds;

namespace MinerMonitor.Benchmarks.Load;

/// <summary>
/// What does a burst of quotes cost, and does it delay the sector? Starts the server as a process of its own against stubs of all spot venues, lets them
/// quote at a rate from a fixed seed for a bounded time, and prints the server's CPU time and the intervals between sector frames as a viewer sees them.
/// </summary>
/// <remarks>Budget: 20,000 quotes a second cost less than half a core, and sector frames come at their cadence of one a second or more. The stubs share the machine.</remarks>
internal static class FeedLoad
{
    private const int StepMs = 20;
    private const int Streams = 7; // one of each venue, and Kraken's of the tether
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly TimeProvider s_time = TimeProvider.System;

    /// <summary>Runs it.</summary>
    /// <param name="rate">Quotes a second over all venues.</param>
    /// <param name="duration">How long the burst lasts, and how long the quiet before it.</param>
    public static async Task<int> RunAsync(int rate, TimeSpan duration)
    {
        await using var stubs = await AllStubs.StartAsync(s_time);
        await using var started = await ServerProcess.StartAsync(stubs.Settings);
        var server = started.Process;
        using var http = new HttpClient { BaseAddress = started.Url };
        var venues = stubs.Running.Select(entry => entry.Stub).OfType<ExchangeStub>().ToList();
        await UntilAsync(() => venues.All(venue => venue.Open.Count == 1), "a connection to each venue");
        using var watching = new CancellationTokenSource();
        var frames = new List<long>();
        var watch = WatchAsync(http, frames, watching.Token);

        var quiet = await MeasureAsync(server, http, stubs.Market, frames, duration);
        stubs.Market.AtOnce = Math.Max(1, rate * StepMs / 1000 / Streams);
        stubs.Market.Every = TimeSpan.FromMilliseconds(StepMs);
        var burst = await MeasureAsync(server, http, stubs.Market, frames, duration);

        await watching.CancelAsync();
        await watch;
        Print("quiet", quiet);
        Print("burst", burst);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{burst.Cores * 1e6 / burst.ReadPerSec:F1} us of CPU a message, with all that the server does besides; {venues.Count} venues, {Environment.ProcessorCount} cores in the machine"));
        return 0;
    }

    private static async Task UntilAsync(Func<bool> holds, string awaited)
    {
        using var limit = new CancellationTokenSource(s_patience, s_time);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100), s_time);
        while (!holds())
        {
            if (!await look.WaitForNextTickAsync(limit.Token))
            {
                throw new TimeoutException($"Waited for {awaited}.");
            }
        }
    }

    private static async Task<Sample> MeasureAsync(Process server, HttpClient http, StubMarket market, List<long> frames, TimeSpan duration)
    {
        await Task.Delay(s_settle, s_time); // neither the start nor the change of pace is measured
        var before = (At: s_time.GetTimestamp(), Cpu: Children.Cpu(server), market.Sent, Read: await MessagesAsync(http));
        lock (frames)
        {
            frames.Clear();
        }

        await Task.Delay(duration, s_time);
        var after = (At: s_time.GetTimestamp(), Cpu: Children.Cpu(server), market.Sent, Read: await MessagesAsync(http));
        var seconds = s_time.GetElapsedTime(before.At, after.At).TotalSeconds;
        lock (frames)
        {
            List<double> intervalsMs = [.. frames.Zip(frames.Skip(1), (a, b) => s_time.GetElapsedTime(a, b).TotalMilliseconds).Order()];
            return new Sample((after.Sent - before.Sent) / seconds, (after.Read - before.Read) / seconds, (after.Cpu - before.Cpu).TotalSeconds / seconds, intervalsMs);
        }
    }

    /// <summary>Messages that the server's feeds have read so far, by its own count.</summary>
    private static async Task<long> MessagesAsync(HttpClient http)
    {
        using var feeds = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v1/feeds", UriKind.Relative)));
        return feeds.RootElement.GetProperty("items").EnumerateArray().Sum(feed => feed.GetProperty("messages").GetInt64());
    }

    /// <summary>Notes when each frame of the sector comes.</summary>
    private static async Task WatchAsync(HttpClient http, List<long> frames, CancellationToken cancellationToken)
    {
        try
        {
            using var lines = new StreamReader(await http.GetStreamAsync(new Uri("/api/v1/stream?topic=sector&mode=every", UriKind.Relative), cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal) && line.Contains("\"kind\":\"value\"", StringComparison.Ordinal))
                {
                    lock (frames)
                    {
                        frames.Add(s_time.GetTimestamp());
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Measured enough.
        }
    }

    private static void Print(string name, Sample sample) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {sample.SentPerSec:N0} quotes/s sent, {sample.ReadPerSec:N0} messages/s read, {sample.Cores:F3} cores; {sample.IntervalsMs.Count + 1} sector frames, intervals p50 {sample.At(0.5):F0} ms, p99 {sample.At(0.99):F0} ms, longest {sample.At(1):F0} ms"));

    /// <summary>What one phase gave.</summary>
    private sealed record Sample(double SentPerSec, double ReadPerSec, double Cores, IReadOnlyList<double> IntervalsMs)
    {
        public double At(double share) => IntervalsMs.Count == 0 ? double.NaN : IntervalsMs[(int)Math.Min(IntervalsMs.Count - 1, IntervalsMs.Count * share)];
    }
}
