namespace MinerMonitor.Model.Telemetry;

/// <summary>Members that a sample can have on the wire: first our own names, then the ones that collectors print.</summary>
internal enum SampleMember
{
    None = 0,
    Fleet,
    Miner,
    Site,
    Model,
    Firmware,
    Algo,
    State,
    StateReason,
    PowerSource,
    AtMs,
    LastShareAtMs,
    HashrateThs,
    HashrateWindowSec,
    NominalHashrateThs,
    PowerW,
    SharesAccepted,
    SharesRejected,
    SharesStale,
    ShareDifficulty,
    ChipTemperatureC,
    InletTemperatureC,
    UptimeSec,

    /// <summary>Members from here on are line protocol's alone.</summary>
    Worker,
    Mac,
    Ip,
    Make,
    Hashrate,
    ExpectedHashrate,
    Wattage,
    Uptime,
    EnvTemp,
    IsMining,
    TotalChips,
    Indexed,
}

/// <summary>Finds members by name.</summary>
internal static class SampleMembers
{
    /// <summary>The member of a name as it stands in JSON and line protocol.</summary>
    public static SampleMember Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("site"u8) ? SampleMember.Site
            : name.SequenceEqual("algo"u8) ? SampleMember.Algo
            : name.SequenceEqual("atMs"u8) ? SampleMember.AtMs : SampleMember.None,
        5 => name.SequenceEqual("miner"u8) ? SampleMember.Miner
            : name.SequenceEqual("model"u8) ? SampleMember.Model
            : name.SequenceEqual("fleet"u8) ? SampleMember.Fleet
            : name.SequenceEqual("state"u8) ? SampleMember.State : SampleMember.None,
        6 => name.SequenceEqual("powerW"u8) ? SampleMember.PowerW : SampleMember.None,
        8 => name.SequenceEqual("firmware"u8) ? SampleMember.Firmware : SampleMember.None,
        9 => name.SequenceEqual("uptimeSec"u8) ? SampleMember.UptimeSec : SampleMember.None,
        11 => name.SequenceEqual("hashrateThs"u8) ? SampleMember.HashrateThs
            : name.SequenceEqual("powerSource"u8) ? SampleMember.PowerSource
            : name.SequenceEqual("stateReason"u8) ? SampleMember.StateReason
            : name.SequenceEqual("sharesStale"u8) ? SampleMember.SharesStale : SampleMember.None,
        13 => name.SequenceEqual("lastShareAtMs"u8) ? SampleMember.LastShareAtMs : SampleMember.None,
        14 => name.SequenceEqual("sharesAccepted"u8) ? SampleMember.SharesAccepted
            : name.SequenceEqual("sharesRejected"u8) ? SampleMember.SharesRejected : SampleMember.None,
        15 => name.SequenceEqual("shareDifficulty"u8) ? SampleMember.ShareDifficulty : SampleMember.None,
        16 => name.SequenceEqual("chipTemperatureC"u8) ? SampleMember.ChipTemperatureC : SampleMember.None,
        17 => name.SequenceEqual("hashrateWindowSec"u8) ? SampleMember.HashrateWindowSec
            : name.SequenceEqual("inletTemperatureC"u8) ? SampleMember.InletTemperatureC : SampleMember.None,
        18 => name.SequenceEqual("nominalHashrateThs"u8) ? SampleMember.NominalHashrateThs : SampleMember.None,
        _ => SampleMember.None,
    };

    /// <summary>The member of a name as pyasic and other collectors print it in line protocol; ours are found too.</summary>
    public static SampleMember FindInLineProtocol(ReadOnlySpan<byte> name)
    {
        var own = Find(name);
        if (own != SampleMember.None)
        {
            return own;
        }

        return name.Length switch
        {
            2 => name.SequenceEqual("ip"u8) ? SampleMember.Ip : SampleMember.None,
            3 => name.SequenceEqual("mac"u8) ? SampleMember.Mac : SampleMember.None,
            4 when name.SequenceEqual("make"u8) => SampleMember.Make,
            6 when name.SequenceEqual("worker"u8) => SampleMember.Worker,
            6 when name.SequenceEqual("uptime"u8) => SampleMember.Uptime,
            7 when name.SequenceEqual("wattage"u8) => SampleMember.Wattage,
            8 when name.SequenceEqual("hashrate"u8) => SampleMember.Hashrate,
            8 when name.SequenceEqual("env_temp"u8) => SampleMember.EnvTemp,
            9 when name.SequenceEqual("is_mining"u8) => SampleMember.IsMining,
            11 when name.SequenceEqual("total_chips"u8) => SampleMember.TotalChips,
            17 when name.SequenceEqual("expected_hashrate"u8) => SampleMember.ExpectedHashrate,
            _ => name.Contains((byte)'.') ? SampleMember.Indexed : SampleMember.None,
        };
    }

    /// <summary>Where a number of that member goes; <see cref="SampleFields.None"/> for members that are no quantity.</summary>
    public static SampleFields Quantity(SampleMember member) => member switch
    {
        SampleMember.HashrateThs or SampleMember.Hashrate => SampleFields.HashrateThs,
        SampleMember.HashrateWindowSec => SampleFields.HashrateWindowSec,
        SampleMember.NominalHashrateThs or SampleMember.ExpectedHashrate => SampleFields.NominalHashrateThs,
        SampleMember.PowerW or SampleMember.Wattage => SampleFields.PowerW,
        SampleMember.SharesAccepted => SampleFields.SharesAccepted,
        SampleMember.SharesRejected => SampleFields.SharesRejected,
        SampleMember.SharesStale => SampleFields.SharesStale,
        SampleMember.ShareDifficulty => SampleFields.ShareDifficulty,
        SampleMember.ChipTemperatureC => SampleFields.ChipTemperatureC,
        SampleMember.InletTemperatureC or SampleMember.EnvTemp => SampleFields.InletTemperatureC,
        SampleMember.UptimeSec or SampleMember.Uptime => SampleFields.UptimeSec,
        _ => SampleFields.None,
    };
}
