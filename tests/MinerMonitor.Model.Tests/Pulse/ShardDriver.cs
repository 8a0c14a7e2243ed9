using System.Text;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>One reading of one miner as tests write it; absent is null.</summary>
internal sealed record Reading(string Miner)
{
    public long? AtMs { get; init; }
    public string? Site { get; init; }
    public string? Model { get; init; }
    public string? Firmware { get; init; }
    public string? Reason { get; init; }
    public double? HashrateThs { get; init; }
    public double? HashrateWindowSec { get; init; }
    public double? NominalThs { get; init; }
    public double? PowerW { get; init; }
    public PowerSource? PowerSource { get; init; }
    public ReportedState? State { get; init; }
    public double? SharesAccepted { get; init; }
    public double? SharesRejected { get; init; }
    public double? SharesStale { get; init; }
    public double? ShareDifficulty { get; init; }
    public long? LastShareAtMs { get; init; }
    public double? ChipTemperatureC { get; init; }
    public double? InletTemperatureC { get; init; }
    public double? UptimeSec { get; init; }

    public RawSample ToRaw()
    {
        var raw = new RawSample
        {
            Miner = Encoding.UTF8.GetBytes(Miner),
            Site = Encoding.UTF8.GetBytes(Site ?? ""),
            Model = Encoding.UTF8.GetBytes(Model ?? ""),
            Firmware = Encoding.UTF8.GetBytes(Firmware ?? ""),
            StateReason = Encoding.UTF8.GetBytes(Reason ?? ""),
        };
        Number(ref raw, SampleFields.HashrateThs, HashrateThs);
        Number(ref raw, SampleFields.HashrateWindowSec, HashrateWindowSec);
        Number(ref raw, SampleFields.NominalHashrateThs, NominalThs);
        Number(ref raw, SampleFields.PowerW, PowerW);
        Number(ref raw, SampleFields.SharesAccepted, SharesAccepted);
        Number(ref raw, SampleFields.SharesRejected, SharesRejected);
        Number(ref raw, SampleFields.SharesStale, SharesStale);
        Number(ref raw, SampleFields.ShareDifficulty, ShareDifficulty);
        Number(ref raw, SampleFields.ChipTemperatureC, ChipTemperatureC);
        Number(ref raw, SampleFields.InletTemperatureC, InletTemperatureC);
        Number(ref raw, SampleFields.UptimeSec, UptimeSec);
        if (AtMs is { } at)
        {
            raw.AtMs = at;
            raw.Present |= SampleFields.AtMs;
        }

        if (LastShareAtMs is { } share)
        {
            raw.LastShareAtMs = share;
            raw.Present |= SampleFields.LastShareAtMs;
        }

        if (State is { } state)
        {
            raw.State = state;
            raw.Present |= SampleFields.State;
        }

        if (PowerSource is { } source)
        {
            raw.PowerSource = source;
            raw.Present |= SampleFields.PowerSource;
        }

        return raw;
    }

    private static void Number(ref RawSample raw, SampleFields field, double? value)
    {
        if (value is { } known)
        {
            raw.TrySet(field, known);
        }
    }
}

/// <summary>A shard with a journal as its grain would keep it: numbered blocks whose time never lies before the shard's.</summary>
internal sealed class ShardDriver
{
    public const long T0 = 1_767_225_600_000; // 2026-01-01T00:00Z
    public const long Second = 1_000;
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    private readonly Dictionary<string, MinerAddress> _addresses = new(StringComparer.Ordinal);

    public ShardDriver(params string[] miners)
    {
        Pulse = NewPulse();
        if (miners.Length > 0)
        {
            Assign(T0, miners);
        }
    }

    public ShardPulse Pulse { get; }

    public List<byte[]> Journal { get; } = [];

    public IEnumerable<string> Miners => _addresses.Keys;

    public static ShardPulse NewPulse() => new(
        model => model == "S21" ? 17.5 : null,
        model => model == "S21" ? 200 : null);

    public void Assign(long atMs, params string[] miners)
    {
        Commit(AssignBlock.Write([.. miners.Select(miner => (Encoding.UTF8.GetBytes(miner), false))], atMs), atMs);
        for (var index = 0; index < miners.Length; index++)
        {
            _addresses[miners[index]] = Pulse.AddressOf(0, Pulse.LastAssigned[index]);
        }
    }

    public BlockResult Send(long atMs, params Reading[] readings) => Commit(Block(atMs, readings), atMs);

    public byte[] Block(long receivedAtMs, params Reading[] readings)
    {
        using var writer = new SampleBlockWriter(new TextTable());
        foreach (var reading in readings)
        {
            var raw = reading.ToRaw();
            var address = _addresses[reading.Miner];
            writer.Append(address.Slot, address.Generation, in raw, receivedAtMs);
        }

        return writer.Finish(receivedAtMs);
    }

    public void Context(long atMs, TimeSpan interval, params (string Site, SiteTerms Terms)[] sites) =>
        Commit(ContextBlock.Write(interval, sites.ToDictionary(site => site.Site, site => site.Terms), atMs), atMs);

    public BlockResult Control(long atMs, string miner, MinerControl control, double number = 0, string text = "")
    {
        var address = _addresses[miner];
        return Commit(ControlBlock.Write(control, address.Slot, address.Generation, number, text, atMs), atMs);
    }

    public BlockResult Changes(long atMs, params (string Miner, MinerChange Change, bool Retire)[] changes) => Commit(
        ChangesBlock.Write([.. changes.Select(change => new SlotChange(_addresses[change.Miner].Slot, _addresses[change.Miner].Generation, change.Change, change.Retire))], atMs), atMs);

    public void Prices(long atMs, LedgerPrices prices) => Commit(PricesBlock.Write(prices, atMs), atMs);

    public void Forget(string miner) => _addresses.Remove(miner);

    public MinerAddress AddressOf(string miner) => _addresses[miner];

    public MinerReadout Read(string miner) => Pulse.Read(_addresses[miner].Slot)!;

    public MinerState StateOf(string miner) => Pulse.StateOf(_addresses[miner].Slot);

    public BlockResult Commit(byte[] block, long atMs)
    {
        JournalBlock.Stamp(block, Pulse.LastBlock + 1, Math.Max(atMs, Pulse.NowMs));
        Journal.Add(block);
        return Pulse.Apply(block);
    }
}
