using System.Collections.Immutable;
using System.Text;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Silo.Feeds.CsvFolder;

/// <summary>Takes one dropped file: fund flows and treasuries as a whole or not at all, tables of daily history as an import does.</summary>
/// <param name="Taken">Rows that were taken.</param>
/// <param name="Faults">What is wrong, a line each; empty when all of it was taken.</param>
internal sealed record DroppedFile(int Taken, ImmutableArray<string> Faults)
{
    private const int MaxBytes = 16 << 20;
    private const int MaxSourceLength = 64;
    private const string Feed = "csv-folder";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and takes a file.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public static async Task<DroppedFile> TakeAsync(FileInfo file, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (file.Length > MaxBytes) return Faulty($"The file has {file.Length} bytes; at most {MaxBytes} are taken. Split it.");
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        string[] lines;
        try
        {
            lines = s_strict.GetString(bytes).Split('\n');
        }
        catch (DecoderFallbackException exception)
        {
            return Faulty($"The file is not UTF-8 (byte {exception.Index}). Save it as UTF-8, with or without a byte-order mark.");
        }

        var whole = new MarketObservation
        {
            Source = file.Name.Length <= MaxSourceLength ? file.Name : file.Name[..MaxSourceLength], Feed = Feed,
            AtMs = new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds(),
        };
        if (file.Name.StartsWith("etf-flows", StringComparison.OrdinalIgnoreCase))
        {
            return await PushAsync(
                grains.GetGrain<IEtfMarketGrain>($"{WorldName.Live}/{MarketName.Etf}"), FlowTables.ReadFlows(lines), row => row.Line,
                row => whole with { Date = row.Date, Funds = row.Funds, NetFlowUsdM = row.TotalUsdM });
        }

        if (file.Name.StartsWith("miner-treasury", StringComparison.OrdinalIgnoreCase))
        {
            return await PushAsync(
                grains.GetGrain<ITreasuryMarketGrain>($"{WorldName.Live}/{MarketName.Treasury}"), FlowTables.ReadTreasuries(lines), row => row.Line,
                row => whole with
                {
                    Ticker = row.Ticker,
                    Month = row.Month,
                    MinedBtc = row.MinedBtc,
                    SoldBtc = row.SoldBtc,
                    HeldBtc = row.HeldBtc,
                    HashrateEhs = row.HashrateEhs,
                    AtMs = row.ReportDate is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() : whole.AtMs,
                });
        }

        var import = await grains.GetGrain<IDailyHistoryGrain>(WorldName.Live).ImportAsync(bytes, whole.Source!);
        return import.Fault is { } fault
            ? Faulty(fault)
            : new DroppedFile(import.Kept, [.. import.Refused.Select(row => $"line {row.Line}: {row.Reason}")]);
    }

    private static async Task<DroppedFile> PushAsync<T>(IMarketGrain market, FlowFile<T> file, Func<T, int> lineOf, Func<T, MarketObservation> map)
    {
        if (!file.Refusals.IsEmpty) return new DroppedFile(0, [.. file.Refusals.Select(row => $"line {row.Line}: {row.Sentence}")]);
        var push = await market.PushAsync([.. file.Rows.Select(map)]);
        return push.Refused.IsEmpty
            ? new DroppedFile(file.Rows.Length, [])
            : new DroppedFile(0, [.. push.Refused.Select(row => $"line {lineOf(file.Rows[row.Index])}: {row.Reason}")]);
    }

    private static DroppedFile Faulty(string fault) => new(0, [fault]);
}
