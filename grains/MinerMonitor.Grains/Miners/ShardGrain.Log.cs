using Microsoft.Extensions.Logging;

namespace MinerMonitor.Grains.Miners;

internal sealed partial class ShardGrain
{
    [LoggerMessage(EventId = 2100, Level = LogLevel.Debug, Message = "Shard {Shard} is up with {Miners} slots after replaying {Blocks} blocks.")]
    private partial void LogActivated(string shard, int miners, int blocks);

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "Shard {Shard} lost its journal and goes away; the next activation replays it.")]
    private partial void LogBroken(string shard, Exception exception);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, Message = "Shard {Shard} could not store its snapshot or history; the journal keeps it until the next try.")]
    private partial void LogStoreRefused(string shard, Exception exception);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Debug, Message = "Shard {Shard} could not report to its fleet; the next report is a full one.")]
    private partial void LogReportLost(string shard, Exception exception);
}
