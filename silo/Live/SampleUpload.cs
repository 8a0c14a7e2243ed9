using System.Text.Json;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Intake;

namespace MinerMonitor.Silo.Live;

/// <summary>Hands samples of a hub upload to intake, where the same rules hold as for every other format.</summary>
internal sealed class SampleUpload(IIntakeBatchFactory batches, IIntakeFleets fleets)
{
    /// <summary>Samples of one call at most.</summary>
    public const int MaxSamples = 10_000;

    /// <summary>Takes samples; each that cannot be kept is refused by its number, from 1.</summary>
    public async Task<UploadResult> TakeAsync(AccessGrant grant, string fleet, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var standing = await fleets.StandingAsync(fleet, cancellationToken);
        var batch = batches.Create(fleet);
        var parser = new SampleJsonParser();
        for (var i = 0; i < samples.Count; i++)
        {
            var sample = samples[i];
            if (Refusal(grant, fleet, standing, sample) is var (code, reason))
            {
                batch.Refuse(i + 1, code, reason);
            }
            else
            {
                Add(batch, parser, sample, i + 1, isBoundToSite: !grant.CanWriteFleet(fleet));
            }
        }

        return await batch.CommitAsync(cancellationToken);
    }

    private static (string Code, string Reason)? Refusal(AccessGrant grant, string fleet, FleetStanding standing, Sample? sample)
    {
        if (sample is null)
        {
            return (ErrorCodes.Malformed, "The item is null; send a sample.");
        }

        if (sample.Fleet is { } named && named != fleet)
        {
            return (ErrorCodes.Malformed, $"The sample names fleet '{named}' in an upload for '{fleet}'; upload it there.");
        }

        if (!(sample.Site is { } site ? grant.CanWriteSite(fleet, site) : grant.CanWriteFleet(fleet)))
        {
            return (ErrorCodes.Forbidden, $"The key does not write to fleet '{fleet}', or not to this site; ask an admin for one that does.");
        }

        return standing switch
        {
            FleetStanding.Unknown => (ErrorCodes.UnknownFleet, $"There is no fleet '{fleet}'; create it with PUT /api/v1/fleets/{fleet}."),
            FleetStanding.ReadOnly => (ErrorCodes.ReadOnlyWorld, $"Fleet '{fleet}' belongs to a replay, which is not written from outside."),
            _ => null,
        };
    }

    /// <summary>By way of the parser of the HTTP surfaces, so that one sample is judged the same wherever it comes in.</summary>
    private static void Add(IIntakeBatch batch, SampleJsonParser parser, Sample sample, int item, bool isBoundToSite)
    {
        if (parser.Parse(JsonSerializer.SerializeToUtf8Bytes(sample, ProtocolJson.Default.Sample), out var raw, out var fault) == ParseOutcome.Sample)
        {
            raw.IsBoundToSite = isBoundToSite;
            batch.Add(in raw, item);
        }
        else
        {
            batch.Refuse(item, fault.Code, fault.Reason);
        }
    }
}
