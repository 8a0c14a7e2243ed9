namespace MinerMonitor.Model.Markets;

/// <summary>Sums by minute over the last 25 hours, held in millionths of a USD: adding in any order gives the same sum.</summary>
[GenerateSerializer, Alias("mm.market.minute-sums")]
public sealed class MinuteSums
{
    /// <summary>Minutes that are kept: the window of 24 hours and one to spare.</summary>
    public const int KeptMinutes = 1500;

    private const double MicroPerUsd = 1e6;

    [Id(0)] private readonly long[] _microUsd = new long[KeptMinutes];
    [Id(1)] private long _newest = -1;

    /// <summary>Adds to a minute since 1970; nothing when it lies further back than what is kept.</summary>
    public void Add(long minute, double usd)
    {
        if (minute <= _newest - KeptMinutes)
        {
            return;
        }

        for (var gone = Math.Max(_newest + 1, minute - KeptMinutes + 1); gone <= minute; gone++)
        {
            _microUsd[gone % KeptMinutes] = 0;
        }

        _newest = Math.Max(_newest, minute);
        var microUsd = (long)Math.Round(usd * MicroPerUsd);
        ref var slot = ref _microUsd[minute % KeptMinutes];
        slot = Math.Min(slot, long.MaxValue - microUsd) + microUsd;
    }

    /// <summary>Sum of so many minutes, the last one included, USD.</summary>
    public double SumUsd(long lastMinute, int minutes)
    {
        Int128 sum = 0;
        var first = Math.Max(lastMinute - minutes + 1, Math.Max(0, _newest - KeptMinutes + 1));
        for (var minute = first; minute <= Math.Min(lastMinute, _newest); minute++)
        {
            sum += _microUsd[minute % KeptMinutes];
        }

        return (double)sum / MicroPerUsd;
    }
}
