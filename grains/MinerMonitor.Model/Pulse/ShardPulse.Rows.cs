using System.Numerics;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <remarks>Rows in a snapshot: their number, the ids of all of them, then the rest as <see cref="RowPlanes"/>. Up to version 5 they stood one after the other.</remarks>
public sealed partial class ShardPulse
{
    private const byte PlanesVersion = 6;

    private void WriteRows(BinaryWriter writer)
    {
        writer.Write((ushort)SlotCount);
        for (var slot = 0; slot < SlotCount; slot++)
        {
            var id = _rows[slot].Id ?? [];
            writer.Write((byte)id.Length);
            writer.Write(id);
        }

        RowPlanes.Write(writer, _rows.AsSpan(0, SlotCount), _ledger.AsSpan(0, SlotCount));
    }

    private void ReadRows(BinaryReader reader, byte version)
    {
        SlotCount = reader.ReadUInt16();
        _ids = null;
        _rows = new Row[Math.Max(64, (int)BitOperations.RoundUpToPowerOf2((uint)SlotCount))];
        _ledger = new RowLedger[_rows.Length];
        _nextDeadlineMs = long.MaxValue;
        if (version >= PlanesVersion)
        {
            for (var slot = 0; slot < SlotCount; slot++)
            {
                int length = reader.ReadByte();
                _rows[slot].Id = length == 0 ? null : reader.ReadBytes(length);
            }

            RowPlanes.Read(reader, _rows.AsSpan(0, SlotCount), _ledger.AsSpan(0, SlotCount));
        }

        for (var slot = 0; slot < SlotCount; slot++)
        {
            if (version < PlanesVersion)
            {
                _rows[slot] = ReadRow(reader);
            }

            if (_rows[slot].Id is null)
            {
                _freeSlots.Add(slot);
                continue;
            }

            Enter(slot);
            _nextDeadlineMs = Math.Min(_nextDeadlineMs, DeadlineMsOf(in _rows[slot]));
        }
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
}
