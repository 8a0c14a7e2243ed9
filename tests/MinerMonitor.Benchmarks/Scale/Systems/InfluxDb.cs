using System.Text.Json;

namespace MinerMonitor.Benchmarks.Scale.Systems;

/// <summary>InfluxDB 1.x with a write-ahead log that is synced before each answer.</summary>
internal sealed class InfluxDb : Peer
{
    /// <summary>Program that is looked for.</summary>
    public const string Program = "influxd";

    private const string Database = "scale";

    private InfluxDb(Running started)
        : base("InfluxDB 1.x", started)
    {
    }

    /// <inheritdoc/>
    public override string Durability => "index tsi1, wal-fsync-delay 0, no limits of series or cache: the write-ahead log is synced before the answer, so it survives kill -9 and a loss of power";

    /// <inheritdoc/>
    public override Uri Path => new($"write?db={Database}&precision=ms", UriKind.Relative);

    /// <summary>Starts it; null when it is not installed.</summary>
    public static async Task<InfluxDb?> StartAsync()
    {
        if (Children.Find(Program) is not { } program)
        {
            return null;
        }

        var influx = new InfluxDb(await StartAsync(program, (folder, port) => ["run", "-config", Settings(folder, port)], "ping"));
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("q", $"CREATE DATABASE {Database}")]);
        using var made = await influx.Http.PostAsync(new Uri("query", UriKind.Relative), content);
        made.EnsureSuccessStatusCode();
        return influx;
    }

    /// <inheritdoc/>
    public override async Task<long> CountAsync()
    {
        using var variables = JsonDocument.Parse(await Http.GetStringAsync(new Uri("debug/vars", UriKind.Relative)));
        return variables.RootElement.EnumerateObject().First(variable => variable.Name.StartsWith("httpd", StringComparison.Ordinal))
            .Value.GetProperty("values").GetProperty("pointsWrittenOK").GetInt64();
    }

    private static string Settings(string folder, int port)
    {
        var file = System.IO.Path.Combine(folder, "influxdb.conf");
        File.WriteAllText(file, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{Children.Text(Children.FreePort())}"

            [meta]
              dir = "{folder}/meta"

            [data]
              dir = "{folder}/data"
              wal-dir = "{folder}/wal"
              wal-fsync-delay = "0s"
              index-version = "tsi1"
              max-series-per-database = 0
              max-values-per-tag = 0
              cache-max-memory-size = 0
              query-log-enabled = false

            [http]
              bind-address = "127.0.0.1:{Children.Text(port)}"
              log-enabled = false

            [monitor]
              store-enabled = false

            [logging]
              level = "error"

            """);
        return file;
    }
}
