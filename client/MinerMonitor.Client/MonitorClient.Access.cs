using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Checks a key, or the one-time code of a sign-in link: returns when it is good.</summary>
    /// <exception cref="MonitorAuthenticationException">The key or code is unknown, used up or expired.</exception>
    public Task SignInAsync(SignInRequest request, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Post, "api/v1/sign-in", Requests.Json(request, ProtocolJson.Default.SignInRequest), cancellationToken);

    /// <summary>Access keys, one page, without their secrets. Needs scope <c>admin</c>.</summary>
    public Task<Page<KeySummary>> GetKeysAsync(string? after = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync("api/v1/keys" + Cursor('?', after), ProtocolJson.Default.PageKeySummary, cancellationToken);

    /// <summary>Makes an access key. The answer is the only time that the secret is shown. Needs scope <c>admin</c>.</summary>
    public Task<KeyCreated> CreateKeyAsync(KeyRequest request, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Post, "api/v1/keys", request, ProtocolJson.Default.KeyRequest, ProtocolJson.Default.KeyCreated, cancellationToken);

    /// <summary>Revokes an access key. Needs scope <c>admin</c>.</summary>
    public Task DeleteKeyAsync(string keyId, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(HttpMethod.Delete, $"api/v1/keys/{Requests.Escape(keyId)}", null, cancellationToken);
}
