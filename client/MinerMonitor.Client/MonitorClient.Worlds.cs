using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Worlds that the server has.</summary>
    public Task<Page<WorldSnapshot>> GetWorldsAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("api/v1/worlds", ProtocolJson.Default.PageWorldSnapshot, cancellationToken);

    /// <summary>One world: its clock, speed and bounds.</summary>
    public Task<WorldSnapshot> GetWorldAsync(string world, CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/worlds/{Requests.Escape(world)}", ProtocolJson.Default.WorldSnapshot, cancellationToken);

    /// <summary>Makes a private copy of a replay, which its maker may control.</summary>
    public Task<WorldSnapshot> CreateWorldAsync(WorldRequest request, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Post, "api/v1/worlds", request, ProtocolJson.Default.WorldRequest, ProtocolJson.Default.WorldSnapshot, cancellationToken);

    /// <summary>Sets the speed of a private copy or jumps in it.</summary>
    public Task<WorldSnapshot> ControlWorldAsync(string world, WorldControl control, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Patch, $"api/v1/worlds/{Requests.Escape(world)}", control, ProtocolJson.Default.WorldControl,
            ProtocolJson.Default.WorldSnapshot, cancellationToken);

    /// <summary>Ends a private copy.</summary>
    public Task DeleteWorldAsync(string world, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Delete, $"api/v1/worlds/{Requests.Escape(world)}", null, cancellationToken);
}
