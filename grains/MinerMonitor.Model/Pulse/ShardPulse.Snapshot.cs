using System.Text;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    private const byte SnapshotVersion = 5;

    /// <summary>Everything as one blob, from which <see cref="Restore"/> makes the same shard.</summary>
    public byte[] Snapshot()
    {
        using var stream = new MemoryStream(256 + (SlotCount * 180));
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(SnapshotVersion);
        writer.Write(LastBlock);
        writer.Write(NowMs);
        writer.Write(AppliedCount);
        writer.Write(MergedCount);
        writer.Write(StaleCount);
        writer.Write(RefusedCount);
        writer.Write(SkewedCount);
        writer.Write(LateDropped);
        writer.Write(ReportInterval.Ticks);
        writer.Write(_openMeans);
        writer.Write(TransitionCount);
        WriteTexts(writer);
        WriteSites(writer);
        writer.Write((ushort)SlotCount);
        for (var slot = 0; slot < SlotCount; slot++)
        {
            WriteRow(writer, in _rows[slot]);
        }

        WriteMap(writer, _tariffOverrides, (w, tariff) => w.Write(tariff));
        WriteMap(writer, _clockSkewMs, (w, skew) => w.Write(skew));
        WriteMap(writer, _backwardClocks, (w, clock) =>
        {
            w.Write(clock.AtMs);
            w.Write(clock.Rising);
            w.Write(clock.Block);
            w.Write(clock.ReceivedAtMs);
        });
        WriteList(writer, _transitions, (w, transition) =>
        {
            w.Write(transition.Number);
            w.Write(transition.Slot);
            w.Write(transition.Generation);
            w.Write(transition.Site);
            w.Write(transition.AtMs);
            w.Write((byte)transition.From);
            w.Write((byte)transition.To);
            w.Write(transition.ReasonText);
        });
        WriteList(writer, _lateMeans, (w, mean) =>
        {
            w.Write(mean.Index);
            w.Write(mean.Slot);
            w.Write(mean.Generation);
            w.Write(mean.HashrateThs);
            w.Write(mean.PowerW);
            w.Write(mean.Block);
        });
        WriteList(writer, _closedMeans, (w, column) =>
        {
            var encoded = column.Encode();
            w.Write(encoded.Length);
            w.Write(encoded);
        });
        WritePassed(writer);
        WriteLedger(writer);
        WriteMap(writer, _labels, (w, label) => w.Write(label));
        WriteLateLedger(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Fills an empty shard from a snapshot.</summary>
    /// <exception cref="InvalidDataException">The snapshot is of a version that this program does not know.</exception>
    public void Restore(byte[] snapshot)
    {
        using var reader = new BinaryReader(new MemoryStream(snapshot), Encoding.UTF8);
        var version = reader.ReadByte();
        if (version is 0 or > SnapshotVersion)
        {
            throw new InvalidDataException($"Shard snapshot has version {version}; this program reads up to version {SnapshotVersion}. Run a newer program.");
        }

        LastBlock = reader.ReadInt64();
        NowMs = reader.ReadInt64();
        AppliedCount = reader.ReadInt64();
        MergedCount = reader.ReadInt64();
        StaleCount = reader.ReadInt64();
        RefusedCount = reader.ReadInt64();
        SkewedCount = reader.ReadInt64();
        LateDropped = reader.ReadInt64();
        ReportInterval = TimeSpan.FromTicks(reader.ReadInt64());
        _openMeans = reader.ReadInt64();
        TransitionCount = reader.ReadInt64();
        ReadTexts(reader);
        ReadSites(reader);
        SlotCount = reader.ReadUInt16();
        _ids = null;
        _rows = new Row[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)SlotCount))];
        _ledger = new RowLedger[_rows.Length];
        _nextDeadlineMs = long.MaxValue;
        for (var slot = 0; slot < SlotCount; slot++)
        {
            _rows[slot] = ReadRow(reader);
            if (_rows[slot].Id is null)
            {
                _freeSlots.Add(slot);
                continue;
            }

            Enter(slot);
            _nextDeadlineMs = Math.Min(_nextDeadlineMs, DeadlineMsOf(in _rows[slot]));
        }

        ReadList(reader, r => _tariffOverrides.Add(r.ReadUInt16(), r.ReadDouble()));
        ReadList(reader, r => _clockSkewMs.Add(r.ReadUInt16(), r.ReadInt64()));
        ReadList(reader, r => _backwardClocks.Add(r.ReadUInt16(), new BackwardClock(r.ReadInt64(), r.ReadInt32(), r.ReadInt64(), r.ReadInt64())));
        ReadList(reader, r => _transitions.Enqueue(new Transition(
            r.ReadInt64(), r.ReadUInt16(), r.ReadByte(), r.ReadUInt16(), r.ReadInt64(), (MinerState)r.ReadByte(), (MinerState)r.ReadByte(), r.ReadUInt16())));
        ReadList(reader, r => _lateMeans.Add(new LateMean(
            r.ReadInt64(), r.ReadUInt16(), r.ReadByte(), r.ReadSingle(), r.ReadSingle(), r.ReadInt64())));
        ReadList(reader, r => _closedMeans.Add(MeansColumn.Decode(r.ReadBytes(r.ReadInt32()))));
        if (version >= 2) ReadPassed(reader);
        if (version >= 3) ReadLedger(reader); else BeginLedger();
        if (version >= 4) ReadList(reader, r => _labels.Add(r.ReadUInt16(), r.ReadString()));
        ReadLateLedger(reader, version);
    }

    private void WriteTexts(BinaryWriter writer)
    {
        writer.Write((ushort)_texts.Texts.Count);
        foreach (var text in _texts.Texts)
        {
            writer.Write(text);
        }
    }

    private void ReadTexts(BinaryReader reader)
    {
        for (int left = reader.ReadUInt16(); left > 0; left--)
        {
            _texts.Intern(reader.ReadString());
        }
    }

    private void WriteSites(BinaryWriter writer)
    {
        writer.Write((ushort)_siteTexts.Count);
        for (var site = 0; site < _siteTexts.Count; site++)
        {
            writer.Write(_siteTexts[site]);
            WriteTerms(writer, _terms[site]);
        }
    }

    private void ReadSites(BinaryReader reader)
    {
        for (int left = reader.ReadUInt16(); left > 0; left--)
        {
            var site = SiteIndex(reader.ReadUInt16());
            _terms[site] = ReadTerms(reader);
        }
    }

    private static void WriteRow(BinaryWriter writer, in Row row)
    {
        writer.Write((byte)(row.Id?.Length ?? 0));
        writer.Write(row.Generation);
        if (row.Id is null)
        {
            return;
        }

        writer.Write(row.Id);
        writer.Write((byte)row.Flags);
        writer.Write((byte)row.State);
        writer.Write((byte)row.Reported);
        writer.Write((byte)row.PowerSource);
        writer.Write(row.Site);
        writer.Write(row.Model);
        writer.Write(row.Firmware);
        writer.Write(row.Reason);
        writer.Write(row.BreakEvenBin);
        writer.Write(row.HashrateThs);
        writer.Write(row.HashrateWindowSec);
        writer.Write(row.NominalThs);
        writer.Write(row.TypicalThs);
        writer.Write(row.EffectiveNominalThs);
        writer.Write(row.PowerW);
        writer.Write(row.EfficiencyJth);
        writer.Write(row.ChipTemperatureC);
        writer.Write(row.InletTemperatureC);
        writer.Write(row.UptimeSec);
        writer.Write(row.SharesAccepted);
        writer.Write(row.SharesRejected);
        writer.Write(row.SharesStale);
        writer.Write(row.ShareDifficulty);
        writer.Write(row.LastShareAtMs);
        writer.Write(row.AtMs);
        writer.Write(row.HeardAtMs);
        writer.Write(row.StateSinceMs);
        writer.Write(row.LowSinceMs);
        writer.Write(row.MeanHashrateSum);
        writer.Write(row.MeanPowerSum);
        writer.Write(row.MeanHashrateCount);
        writer.Write(row.MeanPowerCount);
    }

    private static Row ReadRow(BinaryReader reader)
    {
        int idLength = reader.ReadByte();
        var row = new Row { Generation = reader.ReadByte() };
        if (idLength == 0)
        {
            return row;
        }

        row.Id = reader.ReadBytes(idLength);
        row.Flags = (RowFlags)reader.ReadByte();
        row.State = (MinerState)reader.ReadByte();
        row.Reported = (ReportedState)reader.ReadByte();
        row.PowerSource = (PowerSource)reader.ReadByte();
        row.Site = reader.ReadUInt16();
        row.Model = reader.ReadUInt16();
        row.Firmware = reader.ReadUInt16();
        row.Reason = reader.ReadUInt16();
        row.BreakEvenBin = reader.ReadInt32();
        row.HashrateThs = reader.ReadSingle();
        row.HashrateWindowSec = reader.ReadSingle();
        row.NominalThs = reader.ReadSingle();
        row.TypicalThs = reader.ReadSingle();
        row.EffectiveNominalThs = reader.ReadSingle();
        row.PowerW = reader.ReadSingle();
        row.EfficiencyJth = reader.ReadSingle();
        row.ChipTemperatureC = reader.ReadSingle();
        row.InletTemperatureC = reader.ReadSingle();
        row.UptimeSec = reader.ReadSingle();
        row.SharesAccepted = reader.ReadDouble();
        row.SharesRejected = reader.ReadDouble();
        row.SharesStale = reader.ReadDouble();
        row.ShareDifficulty = reader.ReadDouble();
        row.LastShareAtMs = reader.ReadInt64();
        row.AtMs = reader.ReadInt64();
        row.HeardAtMs = reader.ReadInt64();
        row.StateSinceMs = reader.ReadInt64();
        row.LowSinceMs = reader.ReadInt64();
        row.MeanHashrateSum = reader.ReadSingle();
        row.MeanPowerSum = reader.ReadSingle();
        row.MeanHashrateCount = reader.ReadUInt16();
        row.MeanPowerCount = reader.ReadUInt16();
        return row;
    }

    private static void WriteMap<T>(BinaryWriter writer, Dictionary<int, T> map, Action<BinaryWriter, T> write)
    {
        writer.Write(map.Count);
        foreach (var (slot, value) in map.OrderBy(entry => entry.Key)) // equal shards have equal snapshots
        {
            writer.Write((ushort)slot);
            write(writer, value);
        }
    }

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyCollection<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    private static void ReadList(BinaryReader reader, Action<BinaryReader> readItem)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            readItem(reader);
        }
    }
}
