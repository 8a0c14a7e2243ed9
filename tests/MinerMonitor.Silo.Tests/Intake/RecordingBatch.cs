using System.Collections.Concurrent;
using System.Text;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Intake;

namespace MinerMonitor.Silo.Tests.Intake;

/// <summary>Remembers what was committed, and can be told to be unavailable.</summary>
internal sealed class RecordingBatches : IIntakeBatchFactory
{
    private readonly ConcurrentQueue<Taken> _committed = new();

    /// <summary>Samples of committed requests: fleet, miner, line, hashrate.</summary>
    public IReadOnlyList<Taken> Committed => [.. _committed];

    /// <summary>Thrown by the next commits.</summary>
    public IntakeUnavailableException? Unavailable { get; set; }

    /// <summary>When set, commits wait for it.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>Completes when a commit has begun.</summary>
    public TaskCompletionSource CommitBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IIntakeBatch Create(string? defaultFleet) => new Batch(this, defaultFleet);

    internal sealed record Taken(string Fleet, string Miner, int Line, double? HashrateThs);

    private sealed class Batch(RecordingBatches owner, string? defaultFleet) : IIntakeBatch
    {
        private readonly List<Taken> _samples = [];
        private readonly List<Refusal> _refused = [];

        public void Add(in RawSample sample, int line) => _samples.Add(new Taken(
            sample.Fleet.IsEmpty ? defaultFleet! : Encoding.UTF8.GetString(sample.Fleet),
            Encoding.UTF8.GetString(sample.Miner),
            line,
            sample.Present.HasFlag(SampleFields.HashrateThs) ? sample.HashrateThs : null));

        public void Refuse(int line, string code, string reason) => _refused.Add(new Refusal { Line = line, Code = code, Reason = reason });

        public async Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
        {
            owner.CommitBegun.TrySetResult();
            if (owner.Hold is { } hold)
            {
                await hold.Task.WaitAsync(cancellationToken);
            }

            if (owner.Unavailable is { } unavailable)
            {
                throw unavailable;
            }

            _samples.ForEach(owner._committed.Enqueue);
            return new UploadResult { Acknowledged = _samples.Count, RefusedCount = _refused.Count, Refused = [.. _refused.Take(100)] };
        }
    }
}

/// <summary>Knows fleets by name: "acme", "other" and "north" are open, "past" is a replay's.</summary>
internal sealed class FakeFleets : IIntakeFleets
{
    public async ValueTask<FleetStanding> StandingAsync(string fleet, CancellationToken cancellationToken)
    {
        // Never at once, so that callers really await.
        await Task.Yield();
        return fleet switch
        {
            "acme" or "other" or "north" => FleetStanding.Open,
            "past" => FleetStanding.ReadOnly,
            "down" => throw new IntakeUnavailableException(ErrorCodes.StoreUnavailable, "The store does not answer.", TimeSpan.FromSeconds(3)),
            _ => FleetStanding.Unknown,
        };
    }
}
