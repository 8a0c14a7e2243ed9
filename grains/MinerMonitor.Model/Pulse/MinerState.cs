namespace MinerMonitor.Model.Pulse;

/// <summary>States of a miner. The first that holds, in this order, is the state. Stored: never renumber.</summary>
public enum MinerState : byte
{
    Unknown = 0,

    /// <summary>Unheard for 30 days, or deleted.</summary>
    Retired = 1,

    /// <summary>A person works on it.</summary>
    Maintenance = 2,

    /// <summary>Unheard for three report intervals.</summary>
    Silent = 3,

    /// <summary>A collector says that it cannot be reached.</summary>
    Offline = 4,

    /// <summary>The device reports an error that stops it.</summary>
    Fault = 5,

    /// <summary>Switched down on purpose.</summary>
    Curtailed = 6,

    /// <summary>Up and not hashing.</summary>
    Idle = 7,

    /// <summary>Starting or tuning.</summary>
    Tuning = 8,

    /// <summary>Under 75 % of nominal for 10 minutes, beyond share noise.</summary>
    Degraded = 9,

    /// <summary>Hashing.</summary>
    Hashing = 10,
}

/// <summary>Names and groups of <see cref="MinerState"/>.</summary>
public static class MinerStates
{
    /// <summary>One more than the highest value: length of arrays indexed by state.</summary>
    public const int Count = 11;

    /// <summary>Public name, lower case.</summary>
    public static string Name(this MinerState state) => state switch
    {
        MinerState.Retired => "retired",
        MinerState.Maintenance => "maintenance",
        MinerState.Silent => "silent",
        MinerState.Offline => "offline",
        MinerState.Fault => "fault",
        MinerState.Curtailed => "curtailed",
        MinerState.Idle => "idle",
        MinerState.Tuning => "tuning",
        MinerState.Degraded => "degraded",
        MinerState.Hashing => "hashing",
        _ => "unknown",
    };

    /// <summary>State of a public name, or null.</summary>
    public static MinerState? Parse(string name)
    {
        for (var state = MinerState.Retired; state <= MinerState.Hashing; state++)
        {
            if (state.Name() == name)
            {
                return state;
            }
        }

        return null;
    }

    /// <summary>True when the last readings describe the present: the miner was heard in time and could be reached.</summary>
    public static bool IsFresh(this MinerState state) => state is not (MinerState.Unknown or MinerState.Retired or MinerState.Silent or MinerState.Offline);
}
