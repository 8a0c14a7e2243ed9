using System.Globalization;
using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Fleets that the key may read, one page.</summary>
    /// <param name="after">Cursor of the page, from <see cref="Page{T}.Next"/> of the one before; null: the first.</param>
    public Task<Page<FleetSummary>> GetFleetsAsync(string? after = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync("api/v1/fleets" + Cursor('?', after), ProtocolJson.Default.PageFleetSummary, cancellationToken);

    /// <summary>A fleet now, with its sites.</summary>
    public Task<FleetSnapshot> GetFleetAsync(string fleet, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(FleetPath(fleet), ProtocolJson.Default.FleetSnapshot, cancellationToken);

    /// <summary>Makes a fleet or changes its settings. Its world cannot change.</summary>
    public Task PutFleetAsync(string fleet, FleetSettings settings, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Put, FleetPath(fleet), Requests.Json(settings, ProtocolJson.Default.FleetSettings), cancellationToken);

    /// <summary>Removes a fleet with its miners and history.</summary>
    public Task DeleteFleetAsync(string fleet, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Delete, FleetPath(fleet), null, cancellationToken);

    /// <summary>Sets what a site's hashrate costs.</summary>
    public Task PutSiteAsync(string fleet, string site, SiteContract contract, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Put, $"{FleetPath(fleet)}/sites/{Requests.Escape(site)}", Requests.Json(contract, ProtocolJson.Default.SiteContract),
            cancellationToken);

    /// <summary>What a fleet mined, sold and holds, by day and month.</summary>
    public Task<FleetTreasuryBook> GetTreasuryAsync(string fleet, CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"{FleetPath(fleet)}/treasury", ProtocolJson.Default.FleetTreasuryBook, cancellationToken);

    /// <summary>Reports what a fleet mined, sold and holds; an entry takes the place of the one of its day.</summary>
    /// <returns>Warnings name entries that were kept and do not fit those before them.</returns>
    /// <exception cref="MonitorRefusedException">Some entries were refused; the others were kept.</exception>
    public Task<FleetTreasuryReceipt> ReportTreasuryAsync(
        string fleet, IReadOnlyList<FleetTreasuryEntry> entries, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Post, $"{FleetPath(fleet)}/treasury", entries, ProtocolJson.Default.IReadOnlyListFleetTreasuryEntry,
            ProtocolJson.Default.FleetTreasuryReceipt, cancellationToken);

    /// <summary>Takes back the entry of a UTC day.</summary>
    public Task DeleteTreasuryEntryAsync(string fleet, DateOnly day, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Delete, $"{FleetPath(fleet)}/treasury/{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", null, cancellationToken);

    /// <summary>Miners of a fleet that a filter wants, one page, sorted over the whole fleet.</summary>
    /// <param name="filter">Which, and in which order; null: all.</param>
    /// <param name="after">Cursor of the page, from <see cref="Page{T}.Next"/> of the one before with the same filter; null: the first.</param>
    public Task<Page<MinerRow>> GetMinersAsync(
        string fleet, MinerFilter? filter = null, string? after = null, CancellationToken cancellationToken = default)
    {
        filter ??= new MinerFilter();
        (string Name, string? Value)[] parameters =
        [
            .. WhichOf(filter), ("sort", filter.Sort), ("order", filter.Descending ? "desc" : null), ("after", after),
            ("limit", filter.Limit?.ToString(CultureInfo.InvariantCulture)),
        ];
        return _requests.GetAsync($"{FleetPath(fleet)}/miners{Query(parameters)}", ProtocolJson.Default.PageMinerRow, cancellationToken);
    }

    /// <summary>All miners of a fleet as columns, about 30 bytes a miner in one answer.</summary>
    /// <param name="columns">Names of columns; null: all of them.</param>
    /// <exception cref="InvalidDataException">The answer ended too early, or is of a later version.</exception>
    public async Task<FleetCells> GetCellsAsync(string fleet, IReadOnlyList<string>? columns = null, CancellationToken cancellationToken = default)
    {
        var chosen = columns is null ? "" : $"?columns={Requests.Escape(string.Join(',', columns))}";
        using var answer = await _requests.OpenAsync(HttpMethod.Get, $"{FleetPath(fleet)}/cells{chosen}", null, CellsHeader.MediaType, cancellationToken);
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return await FleetCells.ReadAsync(body, cancellationToken);
    }

    /// <summary>The miner of a cell; null when there is none any more.</summary>
    /// <param name="cell">Number of the cell, from <see cref="FleetCells.Cell"/>.</param>
    public async Task<MinerRow?> GetMinerOfCellAsync(string fleet, uint cell, CancellationToken cancellationToken = default)
    {
        var path = $"{FleetPath(fleet)}/miners?cell={cell.ToString(CultureInfo.InvariantCulture)}";
        var page = await _requests.GetAsync(path, ProtocolJson.Default.PageMinerRow, cancellationToken);
        return page.Items.Count == 0 ? null : page.Items[0];
    }

    /// <summary>Models of a fleet, the highest break-even first.</summary>
    public Task<Page<ModelSnapshot>> GetModelsAsync(string fleet, CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"{FleetPath(fleet)}/models", ProtocolJson.Default.PageModelSnapshot, cancellationToken);

    /// <summary>What a fleet used, earned and spent by UTC day, the newest first; one page.</summary>
    /// <param name="from">First day; null: from the beginning.</param>
    /// <param name="to">Last day, included; null: the day under way.</param>
    /// <param name="after">Cursor of the page; null: the first.</param>
    public Task<Page<LedgerDay>> GetLedgerAsync(
        string fleet, DateOnly? from = null, DateOnly? to = null, string? after = null, CancellationToken cancellationToken = default)
    {
        (string Name, string? Value)[] parameters = [("from", Day(from)), ("to", Day(to)), ("after", after)];
        return _requests.GetAsync($"{FleetPath(fleet)}/ledger{Query(parameters)}", ProtocolJson.Default.PageLedgerDay, cancellationToken);

        static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>One miner's means of ten minutes over the last 24 hours, or its ledger of the last 31 days.</summary>
    /// <param name="byDay">True: its ledger by day.</param>
    public Task<MinerSeries> GetMinerSeriesAsync(string fleet, string miner, bool byDay = false, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            $"{FleetPath(fleet)}/miners/{Requests.Escape(miner)}/series?step={(byDay ? "1d" : "10m")}", ProtocolJson.Default.MinerSeries, cancellationToken);

    /// <summary>Everything about one miner.</summary>
    public Task<MinerSnapshot> GetMinerAsync(string fleet, string miner, CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"{FleetPath(fleet)}/miners/{Requests.Escape(miner)}", ProtocolJson.Default.MinerSnapshot, cancellationToken);

    /// <summary>Changes what a person sets of a miner; absent members stay as they are.</summary>
    public Task PatchMinerAsync(string fleet, string miner, MinerSettings settings, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Patch, $"{FleetPath(fleet)}/miners/{Requests.Escape(miner)}", Requests.Json(settings, ProtocolJson.Default.MinerSettings),
            cancellationToken);

    private static (string Name, string? Value)[] WhichOf(MinerFilter filter) =>
    [
        ("state", filter.State), ("site", filter.Site), ("model", filter.Model),
        ("underWater", filter.UnderWater switch { true => "true", false => "false", null => null }),
        ("minMarginUsdPhDay", filter.MinMarginUsdPhDay?.ToString(CultureInfo.InvariantCulture)),
        ("maxMarginUsdPhDay", filter.MaxMarginUsdPhDay?.ToString(CultureInfo.InvariantCulture)),
        ("text", filter.Text),
    ];

    private static string FleetPath(string fleet) => $"api/v1/fleets/{Requests.Escape(fleet)}";

    private static string Query(IEnumerable<(string Name, string? Value)> parameters)
    {
        var query = string.Join('&', parameters.Where(one => one.Value is not null).Select(one => $"{one.Name}={Requests.Escape(one.Value!)}"));
        return query.Length == 0 ? "" : $"?{query}";
    }

    private static string Cursor(char separator, string? after) => after is null ? "" : $"{separator}after={Requests.Escape(after)}";
}
