using System.Globalization;
using System.Text.RegularExpressions;

namespace MinerMonitor.Benchmarks.Scale.Systems;

/// <summary>VictoriaMetrics, single server, as it comes.</summary>
internal sealed partial class VictoriaMetrics : Peer
{
    /// <summary>Program that is looked for.</summary>
    public const string Program = "victoria-metrics";

    private const int FieldsOfSample = 4;

    private VictoriaMetrics(Running started)
        : base("VictoriaMetrics", started)
    {
    }

    /// <inheritdoc/>
    public override string Durability => "defaults, retention a month: in memory at the answer, in files within seconds, not synced before the answer; kill -9 loses what is in memory";

    /// <inheritdoc/>
    public override Uri Path => new("write?precision=ms", UriKind.Relative);

    /// <summary>Starts it; null when it is not installed.</summary>
    public static async Task<VictoriaMetrics?> StartAsync() => Children.Find(Program) is not { } program ? null : new VictoriaMetrics(await StartAsync(
        program, (folder, port) => [$"-storageDataPath={folder}", $"-httpListenAddr=127.0.0.1:{Children.Text(port)}", "-loggerLevel=ERROR"], "health"));

    /// <inheritdoc/>
    public override async Task<long> CountAsync()
    {
        // It counts values, not lines.
        var values = Inserted().Match(await Http.GetStringAsync(new Uri("metrics", UriKind.Relative))).Groups["rows"].Value;
        return long.Parse(values, CultureInfo.InvariantCulture) / FieldsOfSample;
    }

    [GeneratedRegex("""^vm_rows_inserted_total\{type="influx"\} (?<rows>[0-9]+)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inserted();
}
