using Microsoft.Extensions.Logging;

namespace MinerMonitor.Client.Watching;

internal sealed partial class TopicWatch
{
    [LoggerMessage(7000, LogLevel.Warning, "Connection lost: {Cause} Reconnecting in {WaitMs} ms.")]
    private partial void LogLoss(string cause, double waitMs);

    [LoggerMessage(7001, LogLevel.Information, "{Cause} Waiting {WaitMs} ms before that.")]
    private partial void LogGap(string cause, double waitMs);

    [LoggerMessage(7002, LogLevel.Debug, "Ignored a frame of {World}/{Topic}, which was not asked for.")]
    private partial void LogUnaskedTopic(string world, string topic);
}
