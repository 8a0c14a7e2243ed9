using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress.History;

public static partial class HistoryCsv
{
    /// <summary>Collects the good rows of one table and the refusals of the others.</summary>
    private sealed class RowReader(HistoryTableKind kind)
    {
        private readonly ImmutableArray<DailyRow>.Builder _days = ImmutableArray.CreateBuilder<DailyRow>();
        private readonly ImmutableArray<DifficultyEpochRow>.Builder _epochs = ImmutableArray.CreateBuilder<DifficultyEpochRow>();
        private readonly ImmutableArray<FearGreedRow>.Builder _fearGreed = ImmutableArray.CreateBuilder<FearGreedRow>();
        private readonly ImmutableArray<EtfFlowRow>.Builder _etfFlows = ImmutableArray.CreateBuilder<EtfFlowRow>();
        private readonly ImmutableArray<EfficiencyRow>.Builder _efficiency = ImmutableArray.CreateBuilder<EfficiencyRow>();
        private readonly ImmutableArray<CapitulationWindow>.Builder _windows = ImmutableArray.CreateBuilder<CapitulationWindow>();
        private readonly ImmutableArray<CsvRefusal>.Builder _refusals = ImmutableArray.CreateBuilder<CsvRefusal>();
        private DateOnly? _lastDate;
        private long? _lastEpoch;

        public void Refuse(int line, string sentence) => _refusals.Add(new CsvRefusal(line, sentence));

        public void Read(int line, CsvRow row)
        {
            Action accept = kind switch
            {
                HistoryTableKind.Days => Accept(_days, Day(row)),
                HistoryTableKind.Epochs => Accept(_epochs, Epoch(row)),
                HistoryTableKind.FearGreed => Accept(_fearGreed, Mood(row)),
                HistoryTableKind.EtfFlows => Accept(_etfFlows, new EtfFlowRow(NextDate(row, "date"), row.RequiredNumber("net_flow_usd_m"))),
                HistoryTableKind.Efficiency => Accept(_efficiency, Efficiency(row)),
                HistoryTableKind.CapitulationWindows => Accept(_windows, Window(row)),
                _ => throw new InvalidOperationException($"No reader for the table {kind}."),
            };
            if (row.Fault is { } fault)
            {
                Refuse(line, fault);
                return;
            }

            accept();
            // Only accepted rows move the order on, so one bad date does not refuse all that follow.
            _lastDate = DateOf(row) ?? _lastDate;
            _lastEpoch = kind == HistoryTableKind.Epochs ? row.Count("epoch") : _lastEpoch;
        }

        public HistoryTable ToTable() => new()
        {
            Kind = kind,
            Days = _days.ToImmutable(),
            Epochs = _epochs.ToImmutable(),
            FearGreed = _fearGreed.ToImmutable(),
            EtfFlows = _etfFlows.ToImmutable(),
            Efficiency = _efficiency.ToImmutable(),
            CapitulationWindows = _windows.ToImmutable(),
            Refusals = _refusals.ToImmutable(),
        };

        private static Action Accept<T>(ImmutableArray<T>.Builder rows, T row) => () => rows.Add(row);

        private DateOnly? DateOf(CsvRow row) => kind switch
        {
            HistoryTableKind.Epochs => null,
            HistoryTableKind.CapitulationWindows => row.Date("start"),
            _ => row.Date("date"),
        };

        private DateOnly NextDate(CsvRow row, string column)
        {
            var date = row.Date(column);
            if (row.Fault is null && _lastDate is { } last && date <= last)
            {
                row.Fail(column, date == last
                    ? $"{date:yyyy-MM-dd} appears twice. Keep one row a day."
                    : $"{date:yyyy-MM-dd} stands after {last:yyyy-MM-dd}. Sort the rows by date, oldest first.", 0);
            }

            return date;
        }

        private DailyRow Day(CsvRow row) => new()
        {
            Date = NextDate(row, "date"),
            PriceUsd = row.Amount("price_usd"),
            MarketCapUsd = row.Amount("market_cap_usd"),
            SupplyBtc = row.Amount("supply_btc"),
            HashrateThs = row.Amount("hashrate_ths"),
            DifficultyMean = row.Amount("difficulty_mean"),
            DifficultyEod = row.Amount("difficulty_eod"),
            Blocks = row.SmallCount("blocks"),
            HeightEod = row.SmallCount("height_eod"),
            IssuanceBtc = row.Amount("issuance_btc"),
            FeesBtc = row.Amount("fees_btc"),
        };

        private DifficultyEpochRow Epoch(CsvRow row)
        {
            var epoch = (int)Math.Min(row.RequiredCount("epoch"), int.MaxValue / 2016);
            var height = (int)Math.Min(row.RequiredCount("height"), int.MaxValue);
            if (row.Fault is null && _lastEpoch is { } last && epoch <= last)
                row.Fail("epoch", $"{epoch} stands after {last}. Sort the rows by epoch, one row an epoch.", 0);
            if (row.Fault is null && height != epoch * 2016)
                row.Fail("height", $"{height} does not begin epoch {epoch}. Its first block is {epoch * 2016}.", 0);
            var difficulty = row.RequiredNumber("difficulty");
            if (row.Fault is null && difficulty <= 0) row.Fail("difficulty", "is not above zero.", 0);
            return new DifficultyEpochRow
            {
                Epoch = epoch,
                Height = height,
                StartMs = row.RequiredCount("start_unix") * 1000,
                Difficulty = difficulty,
                ChangePct = row.Number("change_pct"),
                StartSource = row.Text("start_source"),
            };
        }

        private FearGreedRow Mood(CsvRow row)
        {
            var mood = new FearGreedRow(NextDate(row, "date"), row.RequiredNumber("value"));
            if (row.Fault is null && mood.Value is < 0 or > 100) row.Fail("value", $"{mood.Value} lies outside 0 to 100.", 0);
            return mood;
        }

        private EfficiencyRow Efficiency(CsvRow row)
        {
            var efficiency = new EfficiencyRow
            {
                Date = NextDate(row, "date"),
                JoulesPerTerahash = row.RequiredNumber("j_per_th"),
                Quality = row.Text("quality"),
                Basis = row.Text("basis"),
            };
            if (row.Fault is null && efficiency.JoulesPerTerahash <= 0) row.Fail("j_per_th", "is not above zero.", 0);
            return efficiency;
        }

        private CapitulationWindow Window(CsvRow row)
        {
            var window = new CapitulationWindow
            {
                Name = row.RequiredText("name"),
                Start = NextDate(row, "start"),
                End = row.Date("end"),
                Split = row.RequiredText("split"),
                Basis = row.Text("basis"),
            };
            if (row.Fault is null && window.End < window.Start) row.Fail("end", "lies before the start.", 0);
            if (row.Fault is null && window.Split is not (CapitulationWindow.Train or CapitulationWindow.Holdout))
                row.Fail("split", $"'{window.Split}' is neither {CapitulationWindow.Train} nor {CapitulationWindow.Holdout}.", 0);
            return window;
        }
    }
}
