using System.Text;

namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    private const byte SnapshotVersion = 6;

    /// <summary>Writes everything, from which <see cref="Restore"/> makes the same shard. See <see cref="PackedSnapshot"/> for how it is stored.</summary>
    public void WriteSnapshot(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
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
        WriteRows(writer);
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
    }

    /// <summary>Fills an empty shard from a snapshot.</summary>
    /// <exception cref="InvalidDataException">The snapshot is of a version that this program does not know.</exception>
    public void Restore(Stream snapshot)
    {
        using var reader = new BinaryReader(snapshot, Encoding.UTF8, leaveOpen: true);
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
        ReadRows(reader, version);
        ReadList(reader, r => _tariffOverrides.Add(r.ReadUInt16(), r.ReadDouble()));
        ReadList(reader, r => _clockSkewMs.Add(r.ReadUInt16(), r.ReadInt64()));
        ReadList(reader, r => _backwardClocks.Add(r.ReadUInt16(), new BackwardClock(r.ReadInt64(), r.ReadInt32(), r.ReadInt64(), r.ReadInt64())));
        ReadList(reader, r => _transitions.Enqueue(new Transition(
            r.ReadInt64(), r.ReadUInt16(), r.ReadByte(), r.ReadUInt16(), r.ReadInt64(), (MinerState)r.ReadByte(), (MinerState)r.ReadByte(), r.ReadUInt16())));
        ReadList(reader, r => _lateMeans.Add(new LateMean(
            r.ReadInt64(), r.ReadUInt16(), r.ReadByte(), r.ReadSingle(), r.ReadSingle(), r.ReadInt64())));
        ReadList(reader, r => _closedMeans.Add(MeansColumn.Decode(r.ReadBytes(r.ReadInt32()))));
        if (version >= 2) ReadPassed(reader);
        if (version >= 3) ReadLedger(reader, version); else BeginLedger();
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
