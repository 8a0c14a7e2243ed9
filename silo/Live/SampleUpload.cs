using System.Text.Json;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Intake;

namespace MinerMonitor.Silo.Live;

/// <summary>Hands samples of a hub upload to intake, where the same rules hold as for every other format.</summary>
internal sealed class SampleUpload(IIntakeBatchFactory batches, IIntakeFleets fleets, IntakeGate gate)
{
    /// <summary>Samples of one call at most.</summary>
    public const int MaxSamples = 10_000;

    /// <summary>What a sample counts for among the bytes of intake that are in progress.</summary>
    private const long BytesPerSample = 256;

    /// <summary>Takes samples; each that cannot be kept is refused by its number, from 1.</summary>
    /// <returns>The outcome; or why nothing may be written to the fleet at all, in the words of the HTTP surfaces.</returns>
    public async Task<(UploadResult? Result, TopicRefusal? Refusal)> TakeAsync(
        AccessGrant grant, string fleet, IReadOnlyList<Sample?> samples, CancellationToken cancellationToken)
    {
        var guard = new FleetGuard(grant, fleets);
        if (await guard.SetDefaultAsync(fleet, cancellationToken) is { IsAllowed: false } verdict)
        {
            return (null, new TopicRefusal(verdict.Code, verdict.Reason));
        }

        using var lease = gate.Enter();
        lease.Grow(samples.Count * BytesPerSample);
        var batch = batches.Create(fleet);
        var parser = new SampleJsonParser();
        for (var i = 0; i < samples.Count; i++)
        {
            Add(batch, parser, guard, samples[i], fleet, i + 1);
        }

        return (await batch.CommitAsync(cancellationToken), null);
    }

    /// <summary>By way of the parser of the HTTP surfaces, so that one sample is judged the same wherever it comes in.</summary>
    private static void Add(IIntakeBatch batch, SampleJsonParser parser, FleetGuard guard, Sample? sample, string fleet, int item)
    {
        if (sample is null)
        {
            batch.Refuse(item, ErrorCodes.Malformed, "The item is null; send a sample.");
        }
        else if (sample.Fleet is { } named && named != fleet)
        {
            batch.Refuse(item, ErrorCodes.Malformed, $"The sample names fleet '{named}' in an upload for '{fleet}'; upload it there.");
        }
        else if (parser.Parse(JsonSerializer.SerializeToUtf8Bytes(sample, ProtocolJson.Default.Sample), out var raw, out var fault) != ParseOutcome.Sample)
        {
            batch.Refuse(item, fault.Code, fault.Reason);
        }
        else if (guard.TryCheck(ref raw, out var refused) && refused is { } reason)
        {
            batch.Refuse(item, reason.Code, reason.Reason);
        }
        else
        {
            batch.Add(in raw, item);
        }
    }
}
