using System.Globalization;
using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    private const string CsvMediaType = "text/csv";

    /// <summary>Imports one table of daily history into a world, recognised by its header. Needs scope <c>admin</c>.</summary>
    /// <param name="csv">The table with its header row; read to its end.</param>
    /// <param name="world">World to import into.</param>
    /// <param name="source">Who says so; null: <c>import</c>.</param>
    /// <param name="bytesSent">Told the bytes sent so far.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Rows kept and refused where some were refused; null when all were kept.</returns>
    /// <exception cref="MonitorRefusedException">The file as a whole is no such table, for example since a column is missing: nothing was kept.</exception>
    public async Task<UploadResult?> ImportHistoryAsync(
        Stream csv, string world = "live", string? source = null, IProgress<long>? bytesSent = null, CancellationToken cancellationToken = default)
    {
        var path = HistoryPath(world) + (source is null ? "" : $"?source={Requests.Escape(source)}");
        try
        {
            using var response = await _requests.OpenAsync(
                HttpMethod.Post, path, new ProgressContent(csv, CsvMediaType, bytesSent), null, cancellationToken);
            return null;
        }
        catch (MonitorRefusedException refused) when (Kept(refused) is { } result)
        {
            return result;
        }
    }

    /// <summary>Takes one table of daily history out again, as CSV with the columns of the import.</summary>
    /// <param name="table">One of <see cref="HistoryTables"/>.</param>
    /// <param name="destination">Written to, not closed.</param>
    /// <param name="world">World to export from.</param>
    /// <param name="bytesReceived">Told the bytes received so far.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task ExportHistoryAsync(
        string table, Stream destination, string world = "live", IProgress<long>? bytesReceived = null, CancellationToken cancellationToken = default) =>
        DownloadAsync($"{HistoryPath(world)}?table={Requests.Escape(table)}", CsvMediaType, destination, bytesReceived, cancellationToken);

    /// <summary>Series of a world: what <see cref="GetSeriesAsync"/> takes.</summary>
    public Task<Page<SeriesName>> GetSeriesNamesAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/series?world={Requests.Escape(world)}", ProtocolJson.Default.PageSeriesName, cancellationToken);

    /// <summary>History of one number.</summary>
    /// <param name="series">Series; see <see cref="GetSeriesNamesAsync"/>.</param>
    /// <param name="query">Range and step.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<SeriesResult> GetSeriesAsync(string series, SeriesQuery? query = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(SeriesPath(series, query), ProtocolJson.Default.SeriesResult, cancellationToken);

    /// <summary>History of one number, as CSV.</summary>
    public Task ExportSeriesAsync(
        string series, Stream destination, SeriesQuery? query = null, IProgress<long>? bytesReceived = null,
        CancellationToken cancellationToken = default) =>
        DownloadAsync(SeriesPath(series, query), CsvMediaType, destination, bytesReceived, cancellationToken);

    private async Task DownloadAsync(
        string path, string mediaType, Stream destination, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var response = await _requests.OpenAsync(HttpMethod.Get, path, null, mediaType, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await ProgressContent.CopyAsync(body, destination, progress, cancellationToken);
        }
        catch (HttpIOException error)
        {
            throw ErrorMap.Unreachable(_options.Url, error);
        }
    }

    private static string HistoryPath(string world) => $"api/v1/worlds/{Requests.Escape(world)}/history";

    private static string SeriesPath(string series, SeriesQuery? query)
    {
        query ??= new SeriesQuery();
        var path = $"api/v1/series/{string.Join('/', series.Split('/').Select(Requests.Escape))}?world={Requests.Escape(query.World)}";
        path += query.From is { } from ? $"&from={Milliseconds(from)}" : "";
        path += query.To is { } to ? $"&to={Milliseconds(to)}" : "";
        return path + (query.Step is { } step ? string.Create(CultureInfo.InvariantCulture, $"&step={step.TotalSeconds}") : "");
    }

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
