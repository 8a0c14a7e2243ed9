using System.Buffers;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <summary>
/// Rows of a shard as planes: all first bytes, then all second bytes, and so on. Neighbours of a plane are alike (times share their upper bytes,
/// a site's machines their model), so it deflates to a fraction of what rows side by side do.
/// </summary>
/// <remarks>
/// A row is 202 bytes: generation, flags, state, reported state, power source (1 each); site, model, firmware, reason (u16); bin (i32); hashrate,
/// its window, nominal, typical, counting nominal, power, efficiency, chip and inlet temperature, uptime (f32); accepted, rejected, stale shares,
/// share difficulty (f64); last share, time, heard, state since, low since (i64); sums of the open ten minutes (2 f32, 2 u16); then the ledger:
/// through (i64), work, energy, bitcoin, revenue, cost, margin (f64), covered ms (u32), known parts (1). Of a free slot only the generation is kept.
/// </remarks>
internal static class RowPlanes
{
    private const int RowBytes = 202;

    /// <summary>Rows that are turned at a time: few enough for the first cache.</summary>
    private const int Turned = 64;

    public static void Write(BinaryWriter writer, ReadOnlySpan<Row> rows, ReadOnlySpan<RowLedger> ledger)
    {
        var planes = ArrayPool<byte>.Shared.Rent(rows.Length * RowBytes);
        Span<byte> turned = stackalloc byte[Turned * RowBytes];
        for (var first = 0; first < rows.Length; first += Turned)
        {
            var count = Math.Min(Turned, rows.Length - first);
            turned.Clear();
            for (var row = 0; row < count; row++)
            {
                Write(turned.Slice(row * RowBytes, RowBytes), in rows[first + row], in ledger[first + row]);
            }

            for (var plane = 0; plane < RowBytes; plane++)
            {
                var to = planes.AsSpan((plane * rows.Length) + first, count);
                for (var row = 0; row < count; row++)
                {
                    to[row] = turned[(row * RowBytes) + plane];
                }
            }
        }

        writer.Write(planes, 0, rows.Length * RowBytes);
        ArrayPool<byte>.Shared.Return(planes);
    }

    /// <summary>Fills rows whose ids are there already.</summary>
    public static void Read(BinaryReader reader, Span<Row> rows, Span<RowLedger> ledger)
    {
        var planes = ArrayPool<byte>.Shared.Rent(rows.Length * RowBytes);
        reader.BaseStream.ReadExactly(planes, 0, rows.Length * RowBytes);
        Span<byte> turned = stackalloc byte[Turned * RowBytes];
        for (var first = 0; first < rows.Length; first += Turned)
        {
            var count = Math.Min(Turned, rows.Length - first);
            for (var plane = 0; plane < RowBytes; plane++)
            {
                var from = planes.AsSpan((plane * rows.Length) + first, count);
                for (var row = 0; row < count; row++)
                {
                    turned[(row * RowBytes) + plane] = from[row];
                }
            }

            for (var row = 0; row < count; row++)
            {
                Read(turned.Slice(row * RowBytes, RowBytes), ref rows[first + row], ref ledger[first + row]);
            }
        }

        ArrayPool<byte>.Shared.Return(planes);
    }

    private static void Write(Span<byte> bytes, in Row row, in RowLedger ledger)
    {
        var writer = new SpanWriter(bytes);
        writer.U8(row.Generation);
        if (row.Id is null)
        {
            return;
        }

        writer.U8((byte)row.Flags);
        writer.U8((byte)row.State);
        writer.U8((byte)row.Reported);
        writer.U8((byte)row.PowerSource);
        writer.U16(row.Site);
        writer.U16(row.Model);
        writer.U16(row.Firmware);
        writer.U16(row.Reason);
        writer.I32(row.BreakEvenBin);
        writer.F32(row.HashrateThs);
        writer.F32(row.HashrateWindowSec);
        writer.F32(row.NominalThs);
        writer.F32(row.TypicalThs);
        writer.F32(row.EffectiveNominalThs);
        writer.F32(row.PowerW);
        writer.F32(row.EfficiencyJth);
        writer.F32(row.ChipTemperatureC);
        writer.F32(row.InletTemperatureC);
        writer.F32(row.UptimeSec);
        writer.F64(row.SharesAccepted);
        writer.F64(row.SharesRejected);
        writer.F64(row.SharesStale);
        writer.F64(row.ShareDifficulty);
        writer.I64(row.LastShareAtMs);
        writer.I64(row.AtMs);
        writer.I64(row.HeardAtMs);
        writer.I64(row.StateSinceMs);
        writer.I64(row.LowSinceMs);
        writer.F32(row.MeanHashrateSum);
        writer.F32(row.MeanPowerSum);
        writer.U16(row.MeanHashrateCount);
        writer.U16(row.MeanPowerCount);
        writer.I64(ledger.ThroughMs);
        writer.F64(ledger.WorkTh);
        writer.F64(ledger.EnergyJ);
        writer.F64(ledger.ExpectedBtc);
        writer.F64(ledger.RevenueUsd);
        writer.F64(ledger.CostUsd);
        writer.F64(ledger.MarginUsd);
        writer.U32(ledger.CoveredMs);
        writer.U8((byte)ledger.Known);
    }

    private static void Read(ReadOnlySpan<byte> bytes, ref Row row, ref RowLedger ledger)
    {
        var reader = new SpanReader(bytes);
        row.Generation = reader.U8();
        if (row.Id is null)
        {
            return;
        }

        row.Flags = (RowFlags)reader.U8();
        row.State = (MinerState)reader.U8();
        row.Reported = (ReportedState)reader.U8();
        row.PowerSource = (PowerSource)reader.U8();
        row.Site = reader.U16();
        row.Model = reader.U16();
        row.Firmware = reader.U16();
        row.Reason = reader.U16();
        row.BreakEvenBin = reader.I32();
        row.HashrateThs = reader.F32();
        row.HashrateWindowSec = reader.F32();
        row.NominalThs = reader.F32();
        row.TypicalThs = reader.F32();
        row.EffectiveNominalThs = reader.F32();
        row.PowerW = reader.F32();
        row.EfficiencyJth = reader.F32();
        row.ChipTemperatureC = reader.F32();
        row.InletTemperatureC = reader.F32();
        row.UptimeSec = reader.F32();
        row.SharesAccepted = reader.F64();
        row.SharesRejected = reader.F64();
        row.SharesStale = reader.F64();
        row.ShareDifficulty = reader.F64();
        row.LastShareAtMs = reader.I64();
        row.AtMs = reader.I64();
        row.HeardAtMs = reader.I64();
        row.StateSinceMs = reader.I64();
        row.LowSinceMs = reader.I64();
        row.MeanHashrateSum = reader.F32();
        row.MeanPowerSum = reader.F32();
        row.MeanHashrateCount = reader.U16();
        row.MeanPowerCount = reader.U16();
        ledger.ThroughMs = reader.I64();
        ledger.WorkTh = reader.F64();
        ledger.EnergyJ = reader.F64();
        ledger.ExpectedBtc = reader.F64();
        ledger.RevenueUsd = reader.F64();
        ledger.CostUsd = reader.F64();
        ledger.MarginUsd = reader.F64();
        ledger.CoveredMs = reader.U32();
        ledger.Known = (LedgerParts)reader.U8();
    }
}
