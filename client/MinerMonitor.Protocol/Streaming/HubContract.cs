namespace MinerMonitor.Protocol.Streaming;

/// <summary>Names of the SignalR hub and its methods.</summary>
public static class HubContract
{
    /// <summary>Path of the hub.</summary>
    public const string Path = "/hub/v1";

    /// <summary>
    /// <c>Watch(TopicRequest[] topics, ResumePosition[]? resume) → stream of Frame</c>. Each topic begins with a snapshot or, where
    /// <c>resume</c> names a position that its owner still has, with the frames after it. At most 100 topics a call.
    /// </summary>
    public const string Watch = "Watch";

    /// <summary><c>Upload(string fleet, Sample[] samples) → UploadResult</c>. Answers when the samples are durable. At most 10,000 samples a call.</summary>
    public const string Upload = "Upload";
}
