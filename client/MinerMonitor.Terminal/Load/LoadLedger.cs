using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MinerMonitor.Terminal.Load;

/// <summary>
/// The file that says which samples a server acknowledged: a header line of JSON, then a line a batch,
/// <c>round,batch,at_ms,samples,tries</c>. What stands in it must be in the server, whatever happens to the server.
/// </summary>
internal sealed partial class LoadLedger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _writer;

    private LoadLedger(StreamWriter writer) => _writer = writer;

    /// <summary>Begins a file.</summary>
    /// <param name="path">File; it is replaced.</param>
    /// <param name="header">What stands in its first line.</param>
    public static LoadLedger Create(string path, Header header)
    {
        var writer = new StreamWriter(path) { AutoFlush = true };
        writer.WriteLine(JsonSerializer.Serialize(header, LedgerJson.Default.Header));
        return new LoadLedger(writer);
    }

    /// <summary>Writes down an acknowledged batch.</summary>
    public void Add(int round, int batch, long atMs, int samples, int tries)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{round},{batch},{atMs},{samples},{tries}");
        lock (_gate) _writer.WriteLine(line);
    }

    /// <summary>Reads a file back.</summary>
    /// <exception cref="InputException">It is no such file, or a line of it is broken.</exception>
    public static async Task<(Header Header, long Acknowledged, long SentAgain)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new InputException($"There is no file {path}.");
        Header? header = null;
        var (acknowledged, sentAgain, number) = (0L, 0L, 0);
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (header is null)
            {
                header = ReadHeader(line, path);
                continue;
            }

            var parts = line.Split(',');
            if (parts.Length != 5 || !int.TryParse(parts[3], CultureInfo.InvariantCulture, out var samples) || !int.TryParse(parts[4], CultureInfo.InvariantCulture, out var tries))
                throw new InputException($"{path}, line {number} is no batch: round,batch,at_ms,samples,tries was expected.");
            acknowledged += samples;
            sentAgain += (long)samples * (tries - 1);
        }

        return header is null ? throw new InputException($"{path} is empty.") : (header, acknowledged, sentAgain);
    }

    public void Dispose() => _writer.Dispose();

    private static Header ReadHeader(string line, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LedgerJson.Default.Header) ?? throw new InputException($"{path} has an empty header.");
        }
        catch (JsonException)
        {
            throw new InputException($"{path} is no ledger of a load: its first line is no JSON header.");
        }
    }

    /// <summary>First line of the file: the fleet, and what it had counted before the load began.</summary>
    internal sealed record Header
    {
        /// <summary>Fleet.</summary>
        public required string Fleet { get; init; }

        /// <summary>Machines of the load.</summary>
        public required int Miners { get; init; }

        /// <summary>Samples that the fleet had applied before.</summary>
        public required long AppliedBefore { get; init; }

        /// <summary>Samples that the fleet had merged before.</summary>
        public required long MergedBefore { get; init; }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Header))]
    private sealed partial class LedgerJson : JsonSerializerContext;
}
