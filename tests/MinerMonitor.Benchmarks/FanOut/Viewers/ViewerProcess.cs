using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>
/// A process full of viewers, told what to do by lines on its standard input: <c>connect N</c> drops what is connected and connects all
/// viewers, at most N on their way at a time, and answers <c>connected SECONDS</c>; <c>collect FILE</c> writes what was received so far
/// and answers <c>collected LOST FRAME:PUBLISHEDMS…</c>. The end of the input ends it.
/// </summary>
internal static class ViewerProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs it.</summary>
    public static int Run(string protocol, int port, int count, bool reads)
    {
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        var time = TimeProvider.System;
        var loop = new ViewerLoop(protocol, port, count, reads);
        string? order = null;
        var isOver = false;
        var orders = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                Volatile.Write(ref order, line);
            }

            Volatile.Write(ref isOver, true);
        });
        orders.IsBackground = true;
        orders.Start();

        var isConnecting = false;
        var onTheirWay = 0;
        var began = 0L;
        try
        {
            while (!Volatile.Read(ref isOver))
            {
                switch (Interlocked.Exchange(ref order, null)?.Split(' ', 2))
                {
                    case ["connect", var number]:
                        onTheirWay = int.Parse(number, CultureInfo.InvariantCulture);
                        (isConnecting, began) = (true, time.GetTimestamp());
                        loop.Reset();
                        break;
                    case ["collect", var file]:
                        File.WriteAllBytes(file, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(loop.Receipts)));
                        var published = string.Join(' ', loop.PublishedAtMs.Select(frame => $"{frame.Key}:{frame.Value}"));
                        Console.WriteLine($"collected {loop.Lost} {published}");
                        break;
                }

                loop.Turn(onTheirWay, waitMs: 10);
                if (isConnecting && loop.IsComplete)
                {
                    isConnecting = false;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"connected {time.GetElapsedTime(began).TotalSeconds}"));
                }
                else if (isConnecting && time.GetElapsedTime(began) > s_patience)
                {
                    throw new TimeoutException($"Waited {s_patience.TotalSeconds:F0} s for {count} viewers to be connected and subscribed; {loop.Watching} were, and {loop.Lost} connections broke.");
                }
            }

            return 0;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Viewers of {protocol}: {exception.Message}");
            return 1;
        }
    }
}
