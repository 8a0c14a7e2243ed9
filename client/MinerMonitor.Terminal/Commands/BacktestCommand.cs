using System.CommandLine;
using System.Globalization;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Terminal.Views;
using Spectre.Console;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>backtest</c>: runs the model over daily history, one row a day, and compares it with the indicators everyone knows. Needs no server.</summary>
internal static class BacktestCommand
{
    private static readonly string[] s_tables = ["btc_daily.csv", "difficulty_epochs.csv", "fear_greed.csv", "etf_flows_btc.csv", "network_efficiency.csv"];

    private const string WindowsFile = "capitulation_windows.csv";

    public static Command Make(CommandHost host)
    {
        var data = new Option<string>("--data") { Description = $"Folder with {string.Join(", ", s_tables)} and {WindowsFile}", Required = true };
        var path = new Option<string>("--out") { Description = "CSV file to write", Required = true };
        var command = new Command("backtest", "Run the model over daily history and compare it with hash ribbons, Puell and price over cost.") { data, path };
        command.SetAction((parse, _) => host.GuardAsync(() => Task.FromResult(Run(host.Surroundings, parse.GetValue(data)!, parse.GetValue(path)!))));
        return command;
    }

    private static int Run(Surroundings surroundings, string folder, string path)
    {
        var startedAt = surroundings.Time.GetTimestamp();
        var history = new DailyHistory(StressModelOptions.Default);
        foreach (var file in s_tables)
        {
            history.Upsert(Read(surroundings, folder, file));
        }

        var report = Backtest.Run(new DailyModel(history), Read(surroundings, folder, WindowsFile).CapitulationWindows);
        if (report.Days.IsEmpty)
        {
            throw new InputException($"{Path.Combine(folder, s_tables[0])} has no day from {DailyModel.Start:yyyy-MM-dd} on, where the back-test begins.");
        }

        WriteRows(path, report);
        var took = surroundings.Time.GetElapsedTime(startedAt);
        surroundings.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Days.Length} rows, {report.Days[0].Date:yyyy-MM-dd} to {report.Days[^1].Date:yyyy-MM-dd}, written to {path} in {took.TotalSeconds:0.00} s."));
        surroundings.Out.WriteLine($"{report.RegimeChanges} regime changes; days by regime: "
            + string.Join(", ", report.RegimeShares.Select(share => $"{share.Regime.Name()} {Show.Percent(share.Share, 1)}")) + ".");
        Print(surroundings.Console, report);
        return ExitCodes.Ok;
    }

    private static HistoryTable Read(Surroundings surroundings, string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw new InputException($"There is no {path}; --data names the folder that holds {string.Join(", ", s_tables)} and {WindowsFile}.");
        }

        var table = HistoryCsv.Parse(File.ReadLines(path));
        if (table.Fault is { } fault)
        {
            throw new InputException($"{path}: {fault}");
        }

        foreach (var refusal in table.Refusals)
        {
            surroundings.Error.WriteLine($"{path}, line {refusal.Line}: {refusal.Sentence} The row is left out.");
        }

        return table;
    }

    private static void WriteRows(string path, BacktestReport report)
    {
        var draft = path + ".part";
        using (var writer = new StreamWriter(draft) { NewLine = "\n" })
        {
            writer.WriteLine(BacktestCsv.Header);
            foreach (var day in report.Days)
            {
                writer.WriteLine(BacktestCsv.Format(day));
            }
        }

        File.Move(draft, path, overwrite: true);
    }

    private static void Print(IAnsiConsole console, BacktestReport report)
    {
        console.WriteLine();
        console.WriteLine("Ranking: AUC inside a labelled window / AUC for a 10 % fall of hashrate within 30 days. Train 2016-2021, hold-out from 2022.");
        var ranking = new Table().Border(TableBorder.Rounded).AddColumns("score", "train", "hold-out", "all");
        foreach (var score in report.Rankings.GroupBy(result => result.Score))
        {
            var byPeriod = score.ToDictionary(result => result.Period);
            ranking.AddRow([Markup.Escape(score.Key), .. s_periods.Select(period => Auc(byPeriod[period]))]);
        }

        console.Write(ranking);
        console.WriteLine("Alarms: a hit is a window with at least 7 flagged days; far is more than 60 days from any window; lag is days from a window's start to the first flag.");
        var alarms = new Table().Border(TableBorder.Rounded).AddColumns("rule", "period", "hits", "window days", "other days", "far", "lag");
        foreach (var alarm in report.Alarms)
        {
            alarms.AddRow(
                Markup.Escape(alarm.Rule), Name(alarm.Period), $"{alarm.Hits}/{alarm.Windows}", Show.Percent(alarm.WindowShare, 0),
                $"{Show.Percent(alarm.OtherShare, 1)} ({alarm.OtherDays} d)", $"{alarm.FarDays} d",
                alarm.Period == BacktestPeriod.All ? "" : string.Join(", ", alarm.LagDays.Select(lag => lag?.ToString(CultureInfo.InvariantCulture) ?? "none")));
        }

        console.Write(alarms);
        console.WriteLine("By window:");
        var windows = new Table().Border(TableBorder.Rounded).AddColumns("window", "index median", "index max", "days >= stressed", "days capitulation");
        foreach (var window in report.Windows)
        {
            windows.AddRow(
                Markup.Escape(window.Window), Show.Number(window.Median, 1),
                $"{Show.Number(window.Max, 1)} ({window.MaxDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Show.Missing})",
                Show.Percent(window.StressedShare, 0), Show.Percent(window.CapitulationShare, 0));
        }

        console.Write(windows);
        console.WriteLine("Seven windows are few: read differences as \"probably better\", not as proof. Liquidations have no daily history and are left out.");
    }

    private static readonly BacktestPeriod[] s_periods = [BacktestPeriod.Train, BacktestPeriod.Holdout, BacktestPeriod.All];

    private static string Auc(RankingResult result) => $"{Show.Number(result.InsideWindow, 3)} / {Show.Number(result.ForwardEvent, 3)}";

    private static string Name(BacktestPeriod period) => period switch
    {
        BacktestPeriod.Train => "train",
        BacktestPeriod.Holdout => "hold-out",
        _ => "all",
    };
}
