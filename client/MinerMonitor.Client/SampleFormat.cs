namespace MinerMonitor.Client;

/// <summary>Text formats that samples are uploaded in.</summary>
public enum SampleFormat
{
    /// <summary>One JSON object a line, members as in <see cref="Protocol.Fleets.Sample"/>.</summary>
    Ndjson = 0,

    /// <summary>InfluxDB line protocol, timestamps in nanoseconds.</summary>
    LineProtocol = 1,
}
