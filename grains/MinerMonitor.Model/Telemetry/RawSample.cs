namespace MinerMonitor.Model.Telemetry;

/// <summary>One report of one miner as a parser read it: texts are slices of the request, numbers are in the units of their names.</summary>
/// <remarks>
/// A ref struct, filled and handed on per line, so that a batch of thousands allocates nothing. A member counts only when
/// <see cref="Present"/> names it; a text member counts when it is not empty. Parsers map NaN, infinities and negative quantities to
/// absent and count them.
/// </remarks>
public ref struct RawSample
{
    /// <summary>Fleet named by the line itself; empty: the request's.</summary>
    public ReadOnlySpan<byte> Fleet;

    /// <summary>Identity, UTF-8: tag <c>miner</c>, else <c>worker</c>, else a valid <c>mac</c>, else the address.</summary>
    public ReadOnlySpan<byte> Miner;

    /// <summary>True when the identity is only an address.</summary>
    public bool WeakIdentity;

    /// <summary>Site; empty: not said.</summary>
    public ReadOnlySpan<byte> Site;

    /// <summary>True when the sender may write to <see cref="Site"/> alone: a miner of another site is none of its business.</summary>
    public bool IsBoundToSite;

    /// <summary>Model; empty: not said.</summary>
    public ReadOnlySpan<byte> Model;

    /// <summary>Firmware; empty: not said.</summary>
    public ReadOnlySpan<byte> Firmware;

    /// <summary>Reason of the state, for example an error code; empty: not said.</summary>
    public ReadOnlySpan<byte> StateReason;

    /// <summary>Which of the members below were read.</summary>
    public SampleFields Present;

    /// <summary>Time of the readings, Unix milliseconds, as sent.</summary>
    public long AtMs;

    /// <summary>Time of the last share, Unix milliseconds.</summary>
    public long LastShareAtMs;

    public double HashrateThs;
    public double HashrateWindowSec;
    public double NominalHashrateThs;
    public double PowerW;
    public double SharesAccepted;
    public double SharesRejected;
    public double SharesStale;
    public double ShareDifficulty;
    public double ChipTemperatureC;
    public double InletTemperatureC;
    public double UptimeSec;
    public PowerSource PowerSource;
    public ReportedState State;

    /// <summary>Sets a number that must be finite and not negative; anything else is left absent.</summary>
    /// <returns>False when the number was left out.</returns>
    public bool TrySet(SampleFields field, double value)
    {
        var isTemperature = field is SampleFields.ChipTemperatureC or SampleFields.InletTemperatureC;
        if (!double.IsFinite(value) || (value < 0 && !isTemperature))
        {
            return false;
        }

        switch (field)
        {
            case SampleFields.HashrateThs: HashrateThs = value; break;
            case SampleFields.HashrateWindowSec: HashrateWindowSec = value; break;
            case SampleFields.NominalHashrateThs: NominalHashrateThs = value; break;
            case SampleFields.PowerW: PowerW = value; break;
            case SampleFields.SharesAccepted: SharesAccepted = value; break;
            case SampleFields.SharesRejected: SharesRejected = value; break;
            case SampleFields.SharesStale: SharesStale = value; break;
            case SampleFields.ShareDifficulty: ShareDifficulty = value; break;
            case SampleFields.ChipTemperatureC: ChipTemperatureC = value; break;
            case SampleFields.InletTemperatureC: InletTemperatureC = value; break;
            case SampleFields.UptimeSec: UptimeSec = value; break;
            default: return false;
        }

        Present |= field;
        return true;
    }
}

/// <summary>Members of a sample that can be absent. The values are stored in journals: never renumber.</summary>
[Flags]
public enum SampleFields
{
    None = 0,
    AtMs = 1 << 0,
    HashrateThs = 1 << 1,
    HashrateWindowSec = 1 << 2,
    NominalHashrateThs = 1 << 3,
    PowerW = 1 << 4,
    PowerSource = 1 << 5,
    State = 1 << 6,
    SharesAccepted = 1 << 7,
    SharesRejected = 1 << 8,
    SharesStale = 1 << 9,
    ShareDifficulty = 1 << 10,
    LastShareAtMs = 1 << 11,
    ChipTemperatureC = 1 << 12,
    InletTemperatureC = 1 << 13,
    UptimeSec = 1 << 14,
    Site = 1 << 15,
    Model = 1 << 16,
    Firmware = 1 << 17,
    StateReason = 1 << 18,

    /// <summary>A sample needs at least one of these.</summary>
    AnyReading = HashrateThs | NominalHashrateThs | PowerW | State | SharesAccepted | SharesRejected | SharesStale | LastShareAtMs
        | ChipTemperatureC | InletTemperatureC | UptimeSec,
}

/// <summary>Where a power figure comes from, best first. Stored: never renumber.</summary>
public enum PowerSource : byte
{
    Unknown = 0,

    /// <summary>A meter or PDU.</summary>
    Meter = 1,

    /// <summary>The device's own power supply.</summary>
    Device = 2,

    /// <summary>The firmware's estimate.</summary>
    Estimate = 3,

    /// <summary>The model's data sheet.</summary>
    Nameplate = 4,
}

/// <summary>State as a device or collector reports it. Stored: never renumber.</summary>
public enum ReportedState : byte
{
    Unknown = 0,
    Hashing = 1,
    Tuning = 2,
    Idle = 3,
    Curtailed = 4,
    Fault = 5,

    /// <summary>A collector cannot reach it.</summary>
    Offline = 6,

    Maintenance = 7,
}
