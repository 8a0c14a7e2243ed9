using System.Globalization;
using System.Text;
using MinerMonitor.Benchmarks.FanOut;
using MinerMonitor.Benchmarks.Report;
using MinerMonitor.Benchmarks.Scale.Systems;
using MinerMonitor.Client;
using MinerMonitor.Terminal.Load;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>Medians of the rounds, and how they stand to the best peer of the same round.</summary>
internal sealed class IntakeReport(ScaleOptions options)
{
    private readonly List<(int Round, Kind Kind, IntakeSystem System, Sending Sending)> _rows = [];
    private readonly List<string> _skipped = [];
    private readonly Dictionary<IntakeSystem, (long Acknowledged, long Refused, long Resent, long Unknown)> _sent = [];
    private readonly TextTable _systems = new("system", "samples acknowledged", "counted by itself", "refused", "unknown", "batches sent again", "resident MB", "peak MB", "on disk MB", "bytes on disk a sample");
    private readonly List<string> _settings = [];

    /// <summary>Counts what was sent, measured or not.</summary>
    public void Count(IntakeSystem system, LoadTally tally)
    {
        var (acknowledged, refused, resent, unknown) = _sent.GetValueOrDefault(system);
        _sent[system] = (acknowledged + tally.Acknowledged, refused + tally.Refused, resent + tally.Resent, unknown + tally.Unknown);
    }

    /// <summary>Adds a measurement.</summary>
    public void Add(int round, Kind kind, IntakeSystem system, Sending sending) => _rows.Add((round, kind, system, sending));

    /// <summary>Adds what is left of a system after all rounds.</summary>
    public void Add(IntakeSystem system, long residentBytes, long peakBytes, long diskBytes, long counted)
    {
        var (acknowledged, refused, resent, unknown) = _sent[system];
        _systems.Add(
            system.Name, TextTable.Cell(acknowledged, 0), TextTable.Cell(counted, 0), TextTable.Cell(refused, 0), TextTable.Cell(unknown, 0), TextTable.Cell(resent, 0),
            TextTable.Cell(residentBytes / 1e6, 0), TextTable.Cell(peakBytes / 1e6, 0), TextTable.Cell(diskBytes / 1e6, 0), TextTable.Cell(diskBytes / (double)counted, 2));
        _settings.Add($"- {system.Name}: {system.Durability}. It keeps {system.Keeps}.");
    }

    /// <summary>Says why a system lacks.</summary>
    public void Skip(string sentence)
    {
        _skipped.Add(sentence);
        Console.WriteLine(sentence);
    }

    /// <summary>The product's rate for a kind of bodies, samples a second; null when it was not measured.</summary>
    public double? ProductPerSec(Kind kind) => Finite(Measurement.Median(_rows.Where(row => !row.System.IsPeer && row.Kind == kind).Select(row => row.Sending.PerSec)));

    /// <summary>The product's rate beside the best peer's by line protocol; null when there is none.</summary>
    public double? Ratio(Kind kind) => Finite(Ratio(_rows.Where(row => !row.System.IsPeer && row.Kind == kind)));

    /// <inheritdoc/>
    public override string ToString()
    {
        var rates = new TextTable("bodies", "batch", "order", "system", "samples/s", "÷ best peer", "p50 ms", "p99 ms", "server CPU µs a sample", "load CPU µs a sample");
        foreach (var group in _rows.GroupBy(row => (row.Kind, row.System.Name)).OrderByDescending(group => group.Key.Kind.Format == SampleFormat.LineProtocol).ThenBy(group => group.Key.Kind.Order).ThenBy(group => group.Key.Kind.BatchSize))
        {
            var kind = group.Key.Kind;
            rates.Add(
                kind.FormatName, kind.BatchSize.ToString("N0", CultureInfo.InvariantCulture), kind.OrderName, group.Key.Name,
                Cell(group, one => one.PerSec, 0), TextTable.Cell(Ratio(group), 2), Cell(group, one => one.LatencyMs(0.5), 1), Cell(group, one => one.LatencyMs(0.99), 1),
                Cell(group, one => one.CpuUs, 2), Cell(group, one => one.GeneratorUs, 2));
        }

        var text = new StringBuilder();
        text.Append(rates).Append('\n').Append(_systems).Append('\n').AppendJoin('\n', _settings).Append('\n').Append(CultureInfo.InvariantCulture, $"""

            {options.Miners:N0} miners, {options.Connections} connections, {options.Duration.TotalSeconds:0.#} s a measurement, medians over the rounds ({options.Rounds}); as fast as each takes them. A ratio is the median of the rounds' own ratios; NDJSON stands beside the peers' line protocol.
            A sample is a line of three tags, four values and a time. Bytes on disk are what the data folder takes at the end, over all samples taken.

            """);
        return text.AppendJoin('\n', _skipped).Append(_skipped.Count > 0 ? "\n" : "").ToString();
    }

    /// <summary>Rounds are compared one by one: what disturbed the machine disturbed neighbours alike.</summary>
    private double Ratio(IEnumerable<(int Round, Kind Kind, IntakeSystem System, Sending Sending)> rows) => Measurement.Median(rows
        .Select(row => row.Sending.PerSec / _rows
            .Where(other => other.System.IsPeer && other.Round == row.Round && other.Kind == row.Kind with { Format = SampleFormat.LineProtocol })
            .Select(other => other.Sending.PerSec).DefaultIfEmpty(double.NaN).Max()));

    private static string Cell(IEnumerable<(int Round, Kind Kind, IntakeSystem System, Sending Sending)> rows, Func<Sending, double> value, int decimals) =>
        TextTable.Cell(Measurement.Median(rows.Select(row => value(row.Sending))), decimals);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
