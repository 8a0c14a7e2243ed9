using System.Text;
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

    private static readonly string[] s_sha256Names = ["sha256", "sha-256", "sha256d", "sha-256d"];

    /// <summary>Takes samples; each that cannot be kept is refused by its number, from 1.</summary>
    public async Task<UploadResult> TakeAsync(AccessGrant grant, string fleet, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var standing = await fleets.StandingAsync(fleet, cancellationToken);
        var batch = batches.Create(fleet);
        for (var i = 0; i < samples.Count; i++)
        {
            var sample = samples[i];
            if (Refusal(grant, fleet, standing, sample) is var (code, reason))
            {
                batch.Refuse(i + 1, code, reason);
            }
            else
            {
                Add(batch, sample, i + 1);
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

        if (sample.Algo is { } algo && !s_sha256Names.Contains(algo, StringComparer.OrdinalIgnoreCase))
        {
            return (ErrorCodes.Algorithm, $"Algorithm '{algo}' is not SHA-256; only SHA-256 miners are watched.");
        }

        return standing switch
        {
            FleetStanding.Unknown => (ErrorCodes.UnknownFleet, $"There is no fleet '{fleet}'; create it with PUT /api/v1/fleets/{fleet}."),
            FleetStanding.ReadOnly => (ErrorCodes.ReadOnlyWorld, $"Fleet '{fleet}' belongs to a replay, which is not written from outside."),
            _ => null,
        };
    }

    private static void Add(IIntakeBatch batch, Sample sample, int item)
    {
        var raw = new RawSample
        {
            Miner = Utf8(sample.Miner),
            Site = Utf8(sample.Site),
            Model = Utf8(sample.Model),
            Firmware = Utf8(sample.Firmware),
            StateReason = Utf8(sample.StateReason),
        };
        if (sample.AtMs is { } atMs)
        {
            raw.AtMs = atMs;
            raw.Present |= SampleFields.AtMs;
        }

        if (sample.LastShareAtMs is { } lastShareAtMs)
        {
            raw.LastShareAtMs = lastShareAtMs;
            raw.Present |= SampleFields.LastShareAtMs;
        }

        if (Enum.TryParse<ReportedState>(sample.State, ignoreCase: true, out var state) && state != ReportedState.Unknown)
        {
            raw.State = state;
            raw.Present |= SampleFields.State;
        }

        if (Enum.TryParse<PowerSource>(sample.PowerSource, ignoreCase: true, out var source) && source != PowerSource.Unknown)
        {
            raw.PowerSource = source;
            raw.Present |= SampleFields.PowerSource;
        }

        Set(ref raw, SampleFields.HashrateThs, sample.HashrateThs);
        Set(ref raw, SampleFields.HashrateWindowSec, sample.HashrateWindowSec);
        Set(ref raw, SampleFields.NominalHashrateThs, sample.NominalHashrateThs);
        Set(ref raw, SampleFields.PowerW, sample.PowerW);
        Set(ref raw, SampleFields.SharesAccepted, sample.SharesAccepted);
        Set(ref raw, SampleFields.SharesRejected, sample.SharesRejected);
        Set(ref raw, SampleFields.SharesStale, sample.SharesStale);
        Set(ref raw, SampleFields.ShareDifficulty, sample.ShareDifficulty);
        Set(ref raw, SampleFields.ChipTemperatureC, sample.ChipTemperatureC);
        Set(ref raw, SampleFields.InletTemperatureC, sample.InletTemperatureC);
        Set(ref raw, SampleFields.UptimeSec, sample.UptimeSec);
        batch.Add(in raw, item);
    }

    private static void Set(ref RawSample raw, SampleFields field, double? value)
    {
        if (value is { } number)
        {
            raw.TrySet(field, number);
        }
    }

    private static byte[] Utf8(string? text) => text is null ? [] : Encoding.UTF8.GetBytes(text);
}
