using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Adds miners to a fleet and sets what each row of an inventory says; sending it again changes nothing.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="csv">
    /// CSV with a header: <c>miner</c>, and any of <c>site</c>, <c>label</c>, <c>model</c>, <c>nominalHashrateThs</c>,
    /// <c>tariffOverrideUsdKwh</c>, <c>maintenance</c>. An empty cell leaves as it is, <c>-</c> removes. Read to its end.
    /// </param>
    /// <param name="bytesSent">Told the bytes sent so far.</param>
    /// <param name="cancellationToken">Stops it; what was taken stays.</param>
    /// <exception cref="MonitorRefusedException">Some rows were refused, by line, and the others kept; or the table as a whole is no inventory.</exception>
    public async Task<MinerChangeResult> PutMinersAsync(
        string fleet, Stream csv, IProgress<long>? bytesSent = null, CancellationToken cancellationToken = default)
    {
        using var response = await _requests.OpenAsync(
            HttpMethod.Put, $"{FleetPath(fleet)}/miners", new ProgressContent(csv, CsvMediaType, bytesSent), null, cancellationToken);
        return await Requests.ReadAsync(response, ProtocolJson.Default.MinerChangeResult, cancellationToken);
    }

    /// <summary>Sets the same on all miners that a filter wants.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="filter">Which miners, order and limit apart; null: every one of the fleet. A filter that names nothing is refused.</param>
    /// <param name="settings">What is set; absent members stay as they are.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<MinerChangeResult> PatchMinersAsync(
        string fleet, MinerFilter? filter, MinerSettings settings, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Patch, ChangePath(fleet, filter), settings, ProtocolJson.Default.MinerSettings, ProtocolJson.Default.MinerChangeResult, cancellationToken);

    /// <summary>Removes all miners that a filter wants; they come back as new ones when they report.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="filter">Which miners, order and limit apart; null: every one of the fleet. A filter that names nothing is refused.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<MinerChangeResult> DeleteMinersAsync(string fleet, MinerFilter? filter, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Delete, ChangePath(fleet, filter), null, ProtocolJson.Default.MinerChangeResult, cancellationToken);

    /// <summary>Removes a miner; it comes back as a new one when it reports.</summary>
    public Task DeleteMinerAsync(string fleet, string miner, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Delete, $"{FleetPath(fleet)}/miners/{Requests.Escape(miner)}", null, cancellationToken);

    private static string ChangePath(string fleet, MinerFilter? filter) =>
        $"{FleetPath(fleet)}/miners{(filter is null ? "?all=true" : Query(WhichOf(filter)))}";
}
