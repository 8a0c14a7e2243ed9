using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Silo.Intake;

/// <summary>Parses records and hands samples and refusals to the batch.</summary>
internal sealed class SampleSink(ISampleParser parser, FleetGuard guard, IIntakeBatch batch) : IRecordSink
{
    public bool TryTake(ReadOnlySpan<byte> record, int number)
    {
        switch (parser.Parse(record, out var sample, out var fault))
        {
            case ParseOutcome.Nothing:
                return true;
            case ParseOutcome.Fault:
                batch.Refuse(number, fault.Code, fault.Reason);
                return true;
        }

        if (!guard.TryCheck(ref sample, out var refusal))
        {
            return false;
        }

        if (refusal is { } refused)
        {
            batch.Refuse(number, refused.Code, refused.Reason);
        }
        else
        {
            batch.Add(in sample, number);
        }

        return true;
    }

    public void Refuse(int number, string code, string reason) => batch.Refuse(number, code, reason);
}
