using System.Globalization;
using MinerMonitor.Terminal.Load;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>What to measure.</summary>
internal sealed record ScaleOptions
{
    private static readonly string[] s_parts = ["intake", "latency", "fleet", "queries"];

    /// <summary>Measurements of each system.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>Length of a measurement of intake.</summary>
    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(10);

    /// <summary>Miners of the comparison.</summary>
    public int Miners { get; private init; } = 100_000;

    /// <summary>Miners whose memory, restart and queries are measured.</summary>
    public int ScaleMiners { get; private init; } = 1_000_000;

    /// <summary>How long the large fleet reports once a minute.</summary>
    public TimeSpan Steady { get; private init; } = TimeSpan.FromSeconds(90);

    /// <summary>Requests under way at a time.</summary>
    public int Connections { get; private init; } = 8;

    /// <summary>Samples of a request.</summary>
    public IReadOnlyList<int> Batches { get; private init; } = [100, 1_000, 10_000];

    /// <summary>Orders in which miners report.</summary>
    public IReadOnlyList<LoadOrder> Orders { get; private init; } = [LoadOrder.Site, LoadOrder.Shuffled];

    private IReadOnlyList<string> Only { get; init; } = s_parts;

    /// <summary>Whether a part is wanted.</summary>
    public bool Has(string part) => Only.Contains(part);

    /// <summary>
    /// Reads <c>[--rounds N] [--seconds S] [--miners N] [--scale-miners N] [--steady-sec S] [--connections N] [--batches 100,1000] [--orders site,shuffled]
    /// [--only intake,latency,fleet,queries]</c>.
    /// </summary>
    /// <exception cref="FormatException">The arguments are not of that form.</exception>
    public static ScaleOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new ScaleOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} wants a value.");
            options = args[i] switch
            {
                "--rounds" => options with { Rounds = Number(value) },
                "--seconds" => options with { Duration = TimeSpan.FromSeconds(Number(value)) },
                "--miners" => options with { Miners = Number(value) },
                "--scale-miners" => options with { ScaleMiners = Number(value) },
                "--steady-sec" => options with { Steady = TimeSpan.FromSeconds(Number(value)) },
                "--connections" => options with { Connections = Number(value) },
                "--batches" => options with { Batches = [.. value.Split(',').Select(Number)] },
                "--orders" => options with { Orders = [.. value.Split(',').Select(order => Enum.Parse<LoadOrder>(order, ignoreCase: true))] },
                "--only" => options with { Only = Parts(value) },
                var other => throw new FormatException(
                    $"{other} is not an option; there are --rounds, --seconds, --miners, --scale-miners, --steady-sec, --connections, --batches, --orders, --only."),
            };
        }

        return options;
    }

    private static string[] Parts(string text)
    {
        var parts = text.Split(',');
        return parts.FirstOrDefault(part => !s_parts.Contains(part)) is { } unknown
            ? throw new FormatException($"--only {unknown} is no part; there are {string.Join(", ", s_parts)}.")
            : parts;
    }

    private static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{text} is no number above 0.");
}
