using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Alerts;

namespace MinerMonitor.Grains.Alerts;

/// <inheritdoc cref="IAlertGrain"/>
/// <remarks>
/// Looks at the public snapshot of its scope once a second, so a rule may name any number that a client sees. A change of a rule's state is
/// stored together with its event, then the event is appended to the log, then forgotten: after a crash between the two the log itself says
/// whether the event is there.
/// </remarks>
[GrainType("alerts"), KeepAlive]
internal sealed partial class AlertGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<AlertBook> state,
    IPayloadEncoder encoder,
    TimeProvider time,
    ILogger<AlertGrain> logger) : Grain, IAlertGrain
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);
    private IDisposable? _timer;
    private bool _mustCheckLog = true;

    private IRosterGrain Roster => GrainFactory.GetGrain<IRosterGrain>(IRosterGrain.Key);

    private string Scope => this.GetPrimaryKeyString();

    private string LogKey => TopicDirectory.KeyOf(WorldName.Live, $"alerts/{Scope[(Scope.IndexOf('/', StringComparison.Ordinal) + 1)..]}");

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(_ => LookAsync(), new GrainTimerCreationOptions(s_lookEvery, s_lookEvery));
        return Task.CompletedTask;
    }

    public async ValueTask<bool> SetAsync(string name, AlertRule? rule)
    {
        var book = state.State;
        if (rule is null ? !book.Rules.ContainsKey(name) : book.Rules.Count >= IAlertGrain.MaxRules && !book.Rules.ContainsKey(name)) return false;
        if (rule is not null)
        {
            if (book.Rules.GetValueOrDefault(name) == rule) return true;
            await Roster.SetAlertsAsync(Scope, hasRules: true); // first: a scope on the list without rules is harmless, rules that nobody wakes are not
            book.Rules[name] = rule;
        }
        else
        {
            book.Rules.Remove(name);
        }

        book.States.Remove(name);
        await this.StoreAsync(() => state.WriteStateAsync());
        if (book.Rules.Count == 0) await Roster.SetAlertsAsync(Scope, hasRules: false);
        return true;
    }

    public async ValueTask ClearAsync()
    {
        state.State = new AlertBook();
        await this.StoreAsync(() => state.ClearStateAsync());
        await Roster.SetAlertsAsync(Scope, hasRules: false);
        await GrainFactory.GetGrain<IEventLogGrain>(LogKey).ResetAsync();
    }

    public ValueTask<ImmutableArray<AlertReadout>> ListAsync() => ValueTask.FromResult(state.State.Rules
        .Select(rule => new AlertReadout(rule.Key, rule.Value, state.State.States.GetValueOrDefault(rule.Key) ?? AlertState.Begin)).ToImmutableArray());

    public ValueTask PingAsync() => ValueTask.CompletedTask;

    private async Task LookAsync()
    {
        if (state.State.Rules.Count == 0 && state.State.Unsent.Count == 0)
        {
            _timer?.Dispose();
            DeactivateOnIdle(); // until somebody sets a rule
            return;
        }

        try
        {
            await SendAsync();
            await EvaluateAsync();
        }
        catch (Exception exception)
        {
            LogLookFailed(exception, Scope); // a store or an owner that is away for a while must not end the looking
        }
    }

    private async Task EvaluateAsync()
    {
        var atMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var snapshot = await ReadSnapshotAsync();
        var events = new List<MonitorEvent>();
        foreach (var (name, rule) in state.State.Rules)
        {
            var before = state.State.States.GetValueOrDefault(name) ?? AlertState.Begin;
            var after = before.Next(rule, snapshot is null ? null : NumberAt(snapshot.RootElement, rule.Metric), atMs);
            state.State.States[name] = after;
            if (after.IsRaised != before.IsRaised) events.Add(EventOf(name, rule, after, atMs));
        }

        if (events.Count == 0) return;
        state.State.Unsent.AddRange(events);
        await this.StoreAsync(() => state.WriteStateAsync());
        await SendAsync();
    }

    /// <summary>Brings decided events into the log. The first time after an activation the log is asked which of them it has.</summary>
    private async Task SendAsync()
    {
        if (state.State.Unsent.Count == 0)
        {
            _mustCheckLog = false;
            return;
        }

        var log = GrainFactory.GetGrain<IEventLogGrain>(LogKey);
        var unsent = state.State.Unsent.ToList();
        if (_mustCheckLog)
        {
            var last = (await log.ReadAsync(null)) is [.., var newest] ? newest.Seq : 0;
            var known = (await log.ListAsync(Math.Max(0, last - IAlertGrain.MaxRules), IAlertGrain.MaxRules)).Select(frame => frame.Payload).ToList();
            unsent.RemoveAll(decided => encoder.Encode(decided) is var bytes && known.Exists(payload => payload.AsSpan().SequenceEqual(bytes)));
        }

        if (unsent.Count > 0)
        {
            _mustCheckLog = true; // whether it arrived is not known until it is answered
            await log.AppendAsync([.. unsent]);
        }

        state.State.Unsent.Clear();
        await this.StoreAsync(() => state.WriteStateAsync());
        _mustCheckLog = false;
    }

    /// <summary>The snapshot as clients see it; null when there is no such scope.</summary>
    private async Task<JsonDocument?> ReadSnapshotAsync()
    {
        try
        {
            return TopicDirectory.Find(GrainFactory, WorldName.Live, Scope) is { } owner && await owner.ReadAsync(null) is [.., var newest]
                ? JsonDocument.Parse(newest.Payload)
                : null;
        }
        catch (UnknownTopicException)
        {
            return null;
        }
    }

    private static double? NumberAt(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element.ValueKind == JsonValueKind.Number ? element.GetDouble() : null;
    }

    private static MonitorEvent EventOf(string name, AlertRule rule, AlertState state, long atMs) => new(
        state.IsRaised ? "alert-raised" : "alert-cleared",
        atMs,
        name,
        state.IsRaised
            ? FormattableString.Invariant($"{name}: {rule.Metric} is {state.Value}, {(rule.IsUpper ? "above" : "below")} {rule.Limit}.{(rule.Note is { } note ? $" {note}" : "")}")
            : FormattableString.Invariant($"{name}: {rule.Metric} is {state.Value} again."),
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("value", state.Value!.Value), KeyValuePair.Create("limit", rule.Limit)]),
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("metric", rule.Metric), KeyValuePair.Create("severity", rule.Severity)]));

    [LoggerMessage(EventId = 2400, Level = LogLevel.Warning, Message = "The rules of {Scope} could not be looked at; again in a second.")]
    private partial void LogLookFailed(Exception exception, string scope);
}
