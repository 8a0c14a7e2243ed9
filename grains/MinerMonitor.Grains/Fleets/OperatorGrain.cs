using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Fleets;

/// <inheritdoc cref="IOperatorGrain"/>
[GrainType("operator"), KeepAlive]
internal sealed class OperatorGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<OperatorState> state,
    IPayloadEncoder encoder,
    TimeProvider time) : Grain, IOperatorGrain
{
    private static readonly TimeSpan s_frameEvery = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, FleetFigures> _fleets = new(StringComparer.Ordinal);
    private TopicPublisher _topic = null!;
    private bool _isDirty;

    private string Operator => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _topic = new TopicPublisher(
            TopicDirectory.KeyOf(WorldName.Live, $"operator/{Operator}"),
            time,
            () => time.GetUtcNow().ToUnixTimeMilliseconds(),
            () => encoder.Encode(Compute()));
        foreach (var fleet in state.State.Fleets)
        {
            if (await GrainFactory.GetGrain<IFleetGrain>(fleet).GetFiguresAsync() is { } figures && figures.Description.Operator == Operator)
            {
                _fleets[fleet] = figures;
            }
        }

        this.RegisterGrainTimer(
            _ =>
            {
                if (_isDirty && _fleets.Count > 0)
                {
                    _isDirty = false;
                    _topic.Publish();
                }

                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(s_frameEvery, s_frameEvery));
    }

    public async ValueTask ReportFleetAsync(FleetFigures figures)
    {
        _fleets[figures.Fleet] = figures;
        _isDirty = true;
        if (state.State.Fleets.Add(figures.Fleet))
        {
            try
            {
                await this.StoreAsync(() => state.WriteStateAsync());
            }
            catch
            {
                state.State.Fleets.Remove(figures.Fleet); // so that the next report tries again
                throw;
            }
        }
    }

    public async ValueTask RemoveFleetAsync(string fleet)
    {
        _isDirty |= _fleets.Remove(fleet);
        if (state.State.Fleets.Remove(fleet))
        {
            await this.StoreAsync(() => state.WriteStateAsync());
        }
    }

    public ValueTask<OperatorFigures?> GetFiguresAsync()
    {
        if (_fleets.Count == 0)
        {
            DeactivateOnIdle(); // a name that nobody uses must not stay awake
            return ValueTask.FromResult<OperatorFigures?>(null);
        }

        return ValueTask.FromResult<OperatorFigures?>(Compute());
    }

    public ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after)
    {
        RequireFleets();
        return ValueTask.FromResult(_topic.Subscribe(observer, after));
    }

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _topic.Unsubscribe(observer);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after)
    {
        RequireFleets();
        return ValueTask.FromResult(_topic.Read(after));
    }

    private void RequireFleets()
    {
        if (_fleets.Count == 0)
        {
            DeactivateOnIdle();
            throw new UnknownTopicException("unknown_operator", $"There is no operator '{Operator}': no fleet names it.");
        }
    }

    private OperatorFigures Compute() => new(
        Operator,
        _fleets.Values.Max(fleet => fleet.AsOfMs),
        _fleets.Values.Aggregate(default(SampleTotals), (sum, fleet) => sum + fleet.Samples),
        FleetEconomics.Sum([.. _fleets.Values.Select(fleet => fleet.Totals)]),
        [.. _fleets.Values]);
}

/// <summary>Totals of an operator.</summary>
/// <param name="Operator">Operator.</param>
/// <param name="AsOfMs">World time of the newest fleet, Unix milliseconds.</param>
/// <param name="Samples">Samples of all fleets.</param>
/// <param name="Totals">Totals of all fleets.</param>
/// <param name="Fleets">Each fleet.</param>
[GenerateSerializer, Immutable, Alias("mm.operator.figures")]
public sealed record OperatorFigures(
    [property: Id(0)] string Operator,
    [property: Id(1)] long AsOfMs,
    [property: Id(2)] SampleTotals Samples,
    [property: Id(3)] TallyFigures Totals,
    [property: Id(4)] ImmutableArray<FleetFigures> Fleets);

/// <summary>An operator as it is stored.</summary>
[GenerateSerializer, Alias("mm.operator.state")]
internal sealed class OperatorState
{
    /// <summary>Its fleets.</summary>
    [Id(0)] public HashSet<string> Fleets { get; set; } = new(StringComparer.Ordinal);
}
