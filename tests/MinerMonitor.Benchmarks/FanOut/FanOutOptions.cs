using System.Globalization;

namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>What to measure.</summary>
/// <param name="Viewers">Viewers that are measured.</param>
/// <param name="Frames">Frames of a measurement.</param>
/// <param name="Rate">Frames a second.</param>
/// <param name="Rounds">Measurements of each system.</param>
/// <param name="Slow">Further viewers that never read, in a measurement of its own; 0: none.</param>
/// <param name="Storm">Further viewers that lose their connections and come back at once, in a measurement of its own; 0: none.</param>
/// <param name="Mode">Mode in which the product is watched.</param>
/// <param name="Only">Protocols to measure; empty: all.</param>
internal sealed record FanOutOptions(int Viewers, int Frames, double Rate, int Rounds, int Slow, int Storm, string Mode, IReadOnlyCollection<string> Only)
{
    private const int FilesBesides = 500;
    private const double MaxRate = 5;

    /// <summary>Reads <c>VIEWERS SECONDS [--rounds N] [--rate HZ] [--slow N] [--storm N] [--mode every|latest] [--only watch,group,mqtt,nats]</c>.</summary>
    /// <exception cref="FormatException">The arguments are not of that form.</exception>
    public static FanOutOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new Dictionary<string, string>();
        for (var i = 2; i < args.Length; i += 2)
        {
            options[args[i]] = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} wants a value.");
        }

        var rate = Take("--rate") is { } hz ? double.Parse(hz, CultureInfo.InvariantCulture) : 1;
        var parsed = new FanOutOptions(
            Number(args[0]),
            (int)(double.Parse(args[1], CultureInfo.InvariantCulture) * rate),
            rate,
            Number(Take("--rounds") ?? "5"),
            Number(Take("--slow") ?? "0"),
            Number(Take("--storm") ?? "0"),
            Take("--mode") ?? "every",
            Take("--only")?.Split(',') ?? []);
        if (rate is <= 0 or > MaxRate)
        {
            throw new FormatException("--rate is above 0 and at most 5: the product makes one frame of what comes within 100 ms.");
        }

        return options.Count == 0 ? parsed : throw new FormatException($"{options.Keys.First()} is not an option; there are --rounds, --rate, --slow, --storm, --mode, --only.");

        string? Take(string name) => options.Remove(name, out var value) ? value : null;
    }

    /// <summary>Why this machine cannot do it; null when it can.</summary>
    public string? Obstacle()
    {
        var files = Viewers + Math.Max(Slow, Storm) + FilesBesides;
        return !OperatingSystem.IsLinux() ? "The viewers of this benchmark use epoll; run it on Linux."
            : files > Children.FileLimit() ? $"A server needs {files} open files, and {Children.FileLimit()} are the limit; raise it (ulimit -n) or ask for fewer viewers."
            : null;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
