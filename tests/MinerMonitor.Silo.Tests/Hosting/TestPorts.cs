using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Intake;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Tests.Hosting;

/// <summary>Every topic that the directory knows, owned by a test grain of the same name.</summary>
internal sealed class TestOwners(IGrainFactory grains) : ITopicOwners
{
    private readonly GrainTopicOwners _real = new(grains);

    public ITopicGrain? Find(TopicName name) => grains.GetGrain<ITestTopicGrain>(name.ToString());

    public ITopicObserver CreateReference(ITopicObserver observer) => _real.CreateReference(observer);

    public void ReleaseReference(ITopicObserver reference) => _real.ReleaseReference(reference);
}

/// <summary>Knows <c>live</c> and <c>feb-2026</c>.</summary>
internal sealed class TestWorlds : IWorldDirectory
{
    public ValueTask<bool> ExistsAsync(string world) => ValueTask.FromResult(world is "live" or "feb-2026");
}

/// <summary>Fleet <c>hosted</c> belongs to operator <c>pool</c>.</summary>
internal sealed class TestOperators : IFleetOperators
{
    public ValueTask<string?> OperatorOfAsync(string fleet) => ValueTask.FromResult(fleet == "hosted" ? "pool" : null);
}

/// <summary>Knows fleet <c>acme</c>.</summary>
internal sealed class TestFleets : IIntakeFleets
{
    public ValueTask<FleetStanding> StandingAsync(string fleet, CancellationToken cancellationToken) =>
        ValueTask.FromResult(fleet == "acme" ? FleetStanding.Open : FleetStanding.Unknown);
}

/// <summary>Keeps nothing; counts what it was given. Miner <c>down</c> makes the store unavailable.</summary>
internal sealed class TestBatches : IIntakeBatchFactory
{
    public IIntakeBatch Create(string? defaultFleet) => new Batch();

    private sealed class Batch : IIntakeBatch
    {
        private readonly List<Refusal> _refused = [];
        private int _taken;
        private bool _down;

        public void Add(in RawSample sample, int line)
        {
            _taken++;
            _down |= sample.Miner.SequenceEqual("down"u8);
        }

        public void Refuse(int line, string code, string reason) => _refused.Add(new Refusal { Line = line, Code = code, Reason = reason });

        public Task<UploadResult> CommitAsync(CancellationToken cancellationToken) => _down
            ? throw new IntakeUnavailableException(ErrorCodes.StoreUnavailable, "The store is down; try again.", TimeSpan.FromSeconds(3))
            : Task.FromResult(new UploadResult { Acknowledged = _taken, RefusedCount = _refused.Count, Refused = _refused });
    }
}

/// <summary>A store that is as the test says.</summary>
internal sealed class FakeStore : IStoreStatus, IIntakeCounters
{
    public string? Fault { get; set; }

    StoreStatus IStoreStatus.Current => new() { Kind = "embedded", Ready = Fault is null, Fault = Fault, Durability = "memory only" };

    IntakeStatus IIntakeCounters.Current => new() { Acknowledged = 3, Refused = 1, SamplesPerSec = 0.5, ClockSkewed = 0 };
}
