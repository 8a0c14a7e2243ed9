using MinerMonitor.Grains.Access;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;

namespace MinerMonitor.Silo.Http;

/// <summary><c>/api/v1/keys</c>: who may do what.</summary>
internal static class KeyEndpoints
{
    private const int MaxPage = 100;
    private const int MaxNameLength = 200;
    private const int MaxScopes = 1_000;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").RequireAdmin().WithTags("Access");
        keys.MapGet("", ListAsync).Describe("ListKeys", "Keys, page by page. Secrets are never shown again.").Answers<Page<KeySummary>>("keys.json");
        keys.MapPost("", CreateAsync).Describe("CreateKey", "Makes a key; the answer alone shows its secret.")
            .Takes<KeyRequest>("key.request.json").Answers<KeyCreated>("key.created.json", StatusCodes.Status201Created);
        keys.MapDelete("/{id}", RevokeAsync).Describe("RevokeKey", "Revokes a key: it stops working everywhere within 5 seconds.").AnswersDone();
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, string? after, int limit = MaxPage)
    {
        var size = Math.Clamp(limit, 1, MaxPage);
        var ids = await grains.GetGrain<IKeyIndexGrain>(KeyIndex.Key).ListAsync(after, size);
        var records = await Task.WhenAll(ids.Select(id => grains.GetGrain<IKeyGrain>(id).GetAsync().AsTask()));
        var page = new Page<KeySummary>
        {
            Items = [.. records.OfType<KeyRecord>().Select(ToSummary)],
            Next = ids.Length == size ? ids[^1] : null,
        };
        return Results.Json(page, ProtocolJson.Default.PageKeySummary);
    }

    private static async Task<IResult> CreateAsync(IGrainFactory grains, TimeProvider time, KeyRequest request)
    {
        if (Fault(request, time.GetUtcNow()) is { } fault)
        {
            return Problems.Result(StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Not a key", fault);
        }

        var (text, key) = KeyText.Create();
        var grain = grains.GetGrain<IKeyGrain>(key.Id);
        if (!await grain.CreateAsync(new KeyDraft(request.Name, [.. request.Scopes.Distinct()], key.SecretHash, request.ExpiresAtMs))
            || await grain.GetAsync() is not { } record)
        {
            return Problems.Result(
                StatusCodes.Status409Conflict, ErrorCodes.Conflict, "Not made", "The key ended while it was made; ask for it again.");
        }

        return Results.Json(
            new KeyCreated { Key = text, Summary = ToSummary(record) }, ProtocolJson.Default.KeyCreated, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(IGrainFactory grains, KeyVerifier verifier, string id)
    {
        var existed = await grains.GetGrain<IKeyGrain>(id).RevokeAsync();
        verifier.Forget(id);
        return existed
            ? Results.NoContent()
            : Problems.Result(StatusCodes.Status404NotFound, ErrorCodes.UnknownKey, "No such key", $"There is no key '{id}'; GET /api/v1/keys lists them.");
    }

    private static string? Fault(KeyRequest request, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > MaxNameLength)
        {
            return $"'name' says what the key is for, in 1 to {MaxNameLength} characters.";
        }

        if (request.Scopes is not { Count: > 0 and <= MaxScopes })
        {
            return $"'scopes' holds 1 to {MaxScopes} scopes, for example fleet:acme:write.";
        }

        if (request.ExpiresAtMs <= now.ToUnixTimeMilliseconds())
        {
            return "'expiresAtMs' lies in the past; give a later time, or leave it out for a key that does not expire.";
        }

        return request.Scopes.Select(text => AccessScope.TryParse(text ?? "", out _, out var fault) ? null : fault).FirstOrDefault(fault => fault is not null);
    }

    private static KeySummary ToSummary(KeyRecord record) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Scopes = record.Scopes,
        CreatedAtMs = record.CreatedAtMs,
        ExpiresAtMs = record.ExpiresAtMs,
        LastUsedAtMs = record.LastUsedAtMs,
    };
}
