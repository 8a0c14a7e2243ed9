using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Alerts;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Alert rules of a scope, and where they stand. What they raise and clear are events of topic <c>alerts/…</c>.</summary>
    /// <param name="scope"><c>sector</c>, <c>fleets/NAME</c> or <c>operators/NAME</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Page<AlertStatus>> GetAlertsAsync(string scope, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(AlertsPath(scope), ProtocolJson.Default.PageAlertStatus, cancellationToken);

    /// <summary>Sets an alert rule; returns when it is durable.</summary>
    /// <param name="scope"><c>sector</c>, <c>fleets/NAME</c> or <c>operators/NAME</c>.</param>
    /// <param name="name">Name of the rule, in the manner of fleets' names.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MonitorRefusedException">The rule makes no sense, or the scope is full.</exception>
    public Task PutAlertAsync(string scope, string name, AlertRule rule, CancellationToken cancellationToken = default) => _requests.SendAsync(
        HttpMethod.Put, $"{AlertsPath(scope)}/{Requests.Escape(name)}", Requests.Json(rule, ProtocolJson.Default.AlertRule), cancellationToken);

    /// <summary>Removes an alert rule.</summary>
    /// <param name="scope"><c>sector</c>, <c>fleets/NAME</c> or <c>operators/NAME</c>.</param>
    /// <param name="name">Name of the rule.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MonitorNotFoundException">There is no such rule.</exception>
    public Task DeleteAlertAsync(string scope, string name, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Delete, $"{AlertsPath(scope)}/{Requests.Escape(name)}", null, cancellationToken);

    private static string AlertsPath(string scope) => $"api/v1/{string.Join('/', scope.Split('/').Select(Requests.Escape))}/alerts";
}
