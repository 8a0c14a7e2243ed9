namespace MinerMonitor.Model.Telemetry;

/// <summary>Reads one record of one format into a sample. Used by one request at a time.</summary>
public interface ISampleParser
{
    /// <summary>Reads a record. Never throws, whatever the bytes.</summary>
    /// <param name="record">A line or an object.</param>
    /// <param name="sample">The sample, when there is one; its slices last until the record's memory or the next call.</param>
    /// <param name="fault">Code and sentence, when it is refused.</param>
    ParseOutcome Parse(ReadOnlySpan<byte> record, out RawSample sample, out ParseFault fault);
}
