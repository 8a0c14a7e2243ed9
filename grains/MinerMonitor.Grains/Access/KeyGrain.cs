using System.Security.Cryptography;

namespace MinerMonitor.Grains.Access;

/// <inheritdoc cref="IKeyGrain"/>
[GrainType("key")]
internal sealed class KeyGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<KeyState> stored, TimeProvider time) : Grain, IKeyGrain
{
    private const long MinuteMs = 60_000;

    private bool _useIsUnsaved;

    private KeyState State => stored.State;

    private string Id => this.GetPrimaryKeyString();

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private IKeyIndexGrain Index => GrainFactory.GetGrain<IKeyIndexGrain>(KeyIndex.Key);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var period = TimeSpan.FromMinutes(1);
        this.RegisterGrainTimer(SaveUseAsync, new GrainTimerCreationOptions(period, period));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveUseAsync(cancellationToken);

    public async ValueTask<bool> CreateAsync(KeyDraft draft)
    {
        if (State.SecretHash.Length > 0)
        {
            return false;
        }

        // Into the index first: an entry without a key is skipped by every reader, a key without an entry could never be revoked.
        await Index.AddAsync(Id, draft.Scopes.Contains("admin") && !draft.IsDisplay);
        State.Name = draft.Name;
        State.Scopes = draft.Scopes;
        State.SecretHash = draft.SecretHash;
        State.CreatedAtMs = NowMs;
        State.ExpiresAtMs = draft.ExpiresAtMs;
        State.LastUsedAtMs = null;
        State.DerivedFrom = draft.DerivedFrom;
        State.IsDisplay = draft.IsDisplay;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // A key that is not stored must not work until the next restart only.
            DeactivateOnIdle();
            stored.State = new KeyState();
            throw;
        }

        return true;
    }

    public async ValueTask<KeyRecord?> GetAsync()
    {
        if (!await IsGoodAsync())
        {
            return null;
        }

        // A display's key ends with the one that it was made from, however far its own end has moved.
        var source = State.DerivedFrom is { } id ? await GrainFactory.GetGrain<IKeyGrain>(id).GetAsync() : null;
        var record = ToRecord();
        return source?.ExpiresAtMs < record.ExpiresAtMs ? record with { ExpiresAtMs = source.ExpiresAtMs } : record;
    }

    public async ValueTask<KeyRecord?> VerifyAsync(byte[] secretHash)
    {
        if (!CryptographicOperations.FixedTimeEquals(State.SecretHash, secretHash) || !await IsGoodAsync())
        {
            return null;
        }

        var minute = NowMs / MinuteMs * MinuteMs;
        if (State.LastUsedAtMs != minute)
        {
            State.LastUsedAtMs = minute;
            _useIsUnsaved = true;
        }

        return ToRecord();
    }

    public async ValueTask RenewAsync(long expiresAtMs)
    {
        if (await IsGoodAsync())
        {
            State.ExpiresAtMs = expiresAtMs;
            await this.StoreAsync(() => stored.WriteStateAsync());
        }
    }

    public async ValueTask<bool> RevokeAsync()
    {
        var existed = State.SecretHash.Length > 0;
        _useIsUnsaved = false;
        await stored.ClearStateAsync();
        stored.State = new KeyState();
        await Index.RemoveAsync(Id);
        DeactivateOnIdle();
        return existed;
    }

    private async ValueTask<bool> IsGoodAsync()
    {
        if (State.SecretHash.Length == 0 || State.ExpiresAtMs <= NowMs)
        {
            return false;
        }

        return State.DerivedFrom is not { } source || await GrainFactory.GetGrain<IKeyGrain>(source).GetAsync() is not null;
    }

    private async Task SaveUseAsync(CancellationToken cancellationToken)
    {
        if (_useIsUnsaved)
        {
            _useIsUnsaved = false;
            await this.StoreAsync(() => stored.WriteStateAsync(cancellationToken));
        }
    }

    private KeyRecord ToRecord() => new(Id, State.Name, State.Scopes, State.CreatedAtMs, State.ExpiresAtMs, State.LastUsedAtMs, State.IsDisplay);
}
