using Microsoft.Extensions.Logging;

namespace MinerMonitor.Grains.Fleets;

internal sealed partial class FleetGrain
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "Fleet {Fleet} is up with {Miners} miners in {Shards} shards.")]
    private partial void LogLoaded(string fleet, int miners, int shards);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "Fleet {Fleet} could not bring its totals up to date; it tries again with the next tick.")]
    private partial void LogTickFailed(string fleet, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The energy market did not answer fleet {Fleet}; tariffs follow what it said before until that is too old.")]
    private partial void LogEnergyUnanswered(string fleet, Exception exception);
}
