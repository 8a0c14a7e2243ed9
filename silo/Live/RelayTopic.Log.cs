namespace MinerMonitor.Silo.Live;

internal sealed partial class RelayTopic
{
    private void LogOwnerLost(Exception exception, TopicName topic) => OwnerLost(_logger, exception, topic);

    private void LogOwnerBack(TopicName topic, int failures) => OwnerBack(_logger, topic, failures);

    private void LogPumpFailed(Exception exception, TopicName topic) => PumpFailed(_logger, exception, topic);

    private void LogUnsubscribeFailed(Exception exception, TopicName topic) => UnsubscribeFailed(_logger, exception, topic);

    [LoggerMessage(600, LogLevel.Warning, "The owner of topic {Topic} cannot be reached; its viewers hear nothing until it can.")]
    private static partial void OwnerLost(ILogger logger, Exception exception, TopicName topic);

    [LoggerMessage(601, LogLevel.Information, "The owner of topic {Topic} answers again after {Failures} failed tries.")]
    private static partial void OwnerBack(ILogger logger, TopicName topic, int failures);

    [LoggerMessage(602, LogLevel.Error, "Relaying topic {Topic} failed; its viewers were told to watch it again.")]
    private static partial void PumpFailed(ILogger logger, Exception exception, TopicName topic);

    [LoggerMessage(603, LogLevel.Debug, "Topic {Topic} could not be unsubscribed; its lease will lapse.")]
    private static partial void UnsubscribeFailed(ILogger logger, Exception exception, TopicName topic);
}
