using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Intake;

/// <summary>Collects the samples of one request, then makes them durable. Used by one request at a time.</summary>
internal interface IIntakeBatch
{
    /// <summary>
    /// Takes one parsed sample that has passed <see cref="SampleRules"/>. Copies what it needs: the slices may be reused once this returns.
    /// The rules of time are checked here, so that every format obeys the same ones.
    /// </summary>
    /// <param name="sample">The sample; its <see cref="RawSample.Fleet"/> overrides the request's fleet.</param>
    /// <param name="line">Line or item of the request, from 1, for refusals.</param>
    void Add(in RawSample sample, int line);

    /// <summary>Refuses a line that could not be parsed into a sample.</summary>
    void Refuse(int line, string code, string reason);

    /// <summary>Sends everything to its shards and waits until it is durable.</summary>
    /// <returns>What became of the request; never throws for a refused line.</returns>
    Task<UploadResult> CommitAsync(CancellationToken cancellationToken);
}
