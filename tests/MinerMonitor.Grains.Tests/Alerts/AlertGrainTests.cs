using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Alerts;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Grains.Tests.Fleets;
using MinerMonitor.Grains.Tests.Journals;
using MinerMonitor.Model.Alerts;
using Orleans.Core.Internal;
using Orleans.TestingHost;
using Xunit;

namespace MinerMonitor.Grains.Tests.Alerts;

/// <summary>Rules against a snapshot that tests set, on a clock that tests move.</summary>
public sealed class AlertGrainTests : IAsyncLifetime
{
    private const string Log = "live/alerts/sector";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 2, 5, 0, 0, 0, TimeSpan.Zero));
    private readonly DurableJournals _journals = new();
    private InProcessTestCluster _cluster = null!;
    private volatile string _snapshot = "{}";

    private IAlertGrain Alerts => _cluster.Client.GetGrain<IAlertGrain>("sector");

    private IEventLogGrain Events => _cluster.Client.GetGrain<IEventLogGrain>(Log);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            TestStorage.AddTo(silo);
            silo.Services.AddSingleton<TimeProvider>(_time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton<IPayloadEncoder, TextEncoder>();
            silo.Services.AddSingleton<VolatileJournalStore>();
            silo.Services.AddSingleton<IJournalStore>(_journals);
            silo.Services.AddSingleton<JournalDirectory>();
            silo.AddIncomingGrainCallFilter(async context =>
            {
                if (context.TargetId.Type.ToString() == "sector")
                {
                    context.Result = ImmutableArray.Create(new TopicFrame(TopicFrameKind.Snapshot, "s", 1, 0, Encoding.UTF8.GetBytes(_snapshot)));
                    return;
                }

                await context.Invoke();
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Raises_after_the_hold_clears_behind_the_limit_and_tells_each_once()
    {
        await Alerts.SetAsync("high", new AlertRule("stress", 80, true, 75, 2, "critical", "Look."));
        var watch = await WatchAsync();

        var raised = await NextAsync(watch, """{"stress":90}""");
        var cleared = await NextAsync(watch, """{"stress":60}""");
        var again = await NextAsync(watch, """{"stress":91.5}""");

        Assert.Equal("alert-raised high: stress is 90, above 80. Look.", raised);
        Assert.Equal("alert-cleared high: stress is 60 again.", cleared);
        Assert.Equal("alert-raised high: stress is 91.5, above 80. Look.", again);
        Assert.Equal(3, (await Events.ListAsync(0, 10)).Length);
    }

    [Fact]
    public async Task A_number_within_another_object_is_found_and_a_missing_one_changes_nothing()
    {
        await Alerts.SetAsync("relief", new AlertRule("retarget.change", -0.1, false, null, 0, "info", null));
        var watch = await WatchAsync();

        Assert.Equal("alert-raised relief: retarget.change is -0.14, below -0.1.", await NextAsync(watch, """{"retarget":{"change":-0.14}}"""));
        _snapshot = """{"retarget":{"change":"no number"}}""";
        var missing = await UntilAsync(readout => readout.State.IsMissing);
        Assert.Equal((true, -0.14), (missing.State.IsRaised, missing.State.Value));
    }

    [Fact]
    public async Task An_event_whose_answer_was_lost_is_not_told_twice()
    {
        await Alerts.SetAsync("high", new AlertRule("stress", 80, true, null, 0, "warning", null));
        _journals.LoseAnswerOfNextAppend($"events/{Log}");
        _snapshot = """{"stress":90}""";
        await UntilAsync(readout => readout.State.IsRaised);
        await LookAsync();
        await LookAsync();
        _snapshot = """{"stress":10}""";
        await UntilAsync(readout => !readout.State.IsRaised);
        await LookAsync();

        Assert.Equal(["alert-raised", "alert-cleared"], (await Events.ListAsync(0, 10)).Select(frame => Encoding.UTF8.GetString(frame.Payload).Split(' ')[0]));
    }

    [Fact]
    public async Task A_raised_rule_is_raised_still_after_the_grain_was_gone()
    {
        await Alerts.SetAsync("high", new AlertRule("stress", 80, true, null, 0, "warning", null));
        _snapshot = """{"stress":90}""";
        await UntilAsync(readout => readout.State.IsRaised);
        await LookAsync();
        await Alerts.Cast<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);
        await LookAsync();

        Assert.True((await Alerts.ListAsync()).Single().State.IsRaised);
        Assert.Single(await Events.ListAsync(0, 10));
    }

    [Fact]
    public async Task A_scope_is_on_the_roster_while_it_has_rules()
    {
        var roster = _cluster.Client.GetGrain<IRosterGrain>(IRosterGrain.Key);
        var rule = new AlertRule("stress", 80, true, null, 0, "warning", null);

        Assert.True(await Alerts.SetAsync("high", rule));
        Assert.Equal(["sector"], await roster.GetAlertsAsync());
        Assert.True(await Alerts.SetAsync("high", null));
        Assert.False(await Alerts.SetAsync("high", null));
        Assert.Empty(await roster.GetAlertsAsync());
    }

    [Fact]
    public async Task A_full_scope_refuses_another_rule_and_takes_changes()
    {
        var rule = new AlertRule("stress", 80, true, null, 0, "warning", null);
        for (var number = 0; number < IAlertGrain.MaxRules; number++)
            Assert.True(await Alerts.SetAsync(string.Create(CultureInfo.InvariantCulture, $"r{number}"), rule));

        Assert.False(await Alerts.SetAsync("one-more", rule));
        Assert.True(await Alerts.SetAsync("r7", rule with { Limit = 70 }));
    }

    private async Task<FleetCluster.Watch> WatchAsync()
    {
        var watch = new FleetCluster.Watch();
        watch.Reference = _cluster.Client.CreateObjectReference<ITopicObserver>(watch);
        watch.First = (await Events.SubscribeAsync(watch.Reference, null))[^1];
        return watch;
    }

    /// <summary>Sets the snapshot, lets seconds pass until the rule speaks.</summary>
    private async Task<string> NextAsync(FleetCluster.Watch watch, string snapshot)
    {
        _snapshot = snapshot;
        var next = watch.NextAsync(snapshot);
        while (!next.IsCompleted) await LookAsync();
        return Encoding.UTF8.GetString((await next).Payload);
    }

    private async Task<AlertReadout> UntilAsync(Func<AlertReadout, bool> condition)
    {
        for (var look = 0; look < 200; look++)
        {
            if ((await Alerts.ListAsync()).Single() is var readout && condition(readout)) return readout;
            await LookAsync();
        }

        throw new TimeoutException($"The rule did not get there in 200 looks at {_snapshot}.");
    }

    /// <summary>Lets a second pass and the grain's turn of it end: a call queues behind the timer's tick.</summary>
    private async Task LookAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        await Alerts.PingAsync();
        await Alerts.ListAsync();
    }

    /// <summary>Events as text, so that equal events are equal bytes.</summary>
    private sealed class TextEncoder : IPayloadEncoder
    {
        public byte[] Encode<T>(T value) where T : notnull =>
            value is MonitorEvent happened ? Encoding.UTF8.GetBytes($"{happened.Type} {happened.Text}") : JsonSerializer.SerializeToUtf8Bytes(value);
    }
}
