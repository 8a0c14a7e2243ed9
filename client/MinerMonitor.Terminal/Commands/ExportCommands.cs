using System.CommandLine;
using System.Globalization;
using System.Text;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>export history|series|miners</c>.</summary>
internal static class ExportCommands
{
    private const string MinerColumns =
        "fleet,miner,site,model,state,state_reason,hashrate_ths,nominal_hashrate_ths,power_w,power_source,efficiency_jth,chip_temperature_c,"
        + "break_even_usd_ph_day,margin_usd_ph_day,under_water,at_ms";

    public static Command Make(CommandHost host) => new("export", "Export history, series or miners as CSV.") { History(host), Series(host), Miners(host) };

    private static Option<string?> Out() => new("--out") { Description = "File to write; without it standard output" };

    private static Option<string> World() => new("--world") { Description = "World", DefaultValueFactory = _ => "live" };

    private static Command History(CommandHost host)
    {
        var table = new Argument<string>("table")
        {
            Description = string.Join(", ", HistoryTables.All), DefaultValueFactory = _ => HistoryTables.Daily,
        };
        table.AcceptOnlyFromAmong([.. HistoryTables.All]);
        var (world, path) = (World(), Out());
        var command = new Command("history", "Export a table of daily history, in the columns of the import.") { table, world, path };
        host.On(command, (session, parse, cancellationToken) => Output.WriteAsync(session, parse.GetValue(path), parse.GetValue(table)!, (stream, progress) =>
            session.Client.ExportHistoryAsync(parse.GetValue(table)!, stream, parse.GetValue(world)!, progress, cancellationToken)));
        return command;
    }

    private static Command Series(CommandHost host)
    {
        var series = new Argument<string?>("series") { Description = "Name of the series; without one they are listed", Arity = ArgumentArity.ZeroOrOne };
        var (world, path) = (World(), Out());
        var from = new Option<DateTimeOffset?>("--from") { Description = "First moment, ISO 8601" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Last moment, ISO 8601" };
        var step = new Option<double?>("--step-sec") { Description = "Width of a point, seconds" };
        var command = new Command("series", "Export the history of one number.") { series, world, from, to, step, path };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            if (parse.GetValue(series) is not { } name)
            {
                var names = await session.Client.GetSeriesNamesAsync(parse.GetValue(world)!, cancellationToken);
                foreach (var item in names.Items)
                {
                    session.WriteLine($"{item.Series,-40} {item.Unit,-16} {item.Title}");
                }

                return ExitCodes.Ok;
            }

            var query = new SeriesQuery
            {
                World = parse.GetValue(world)!,
                From = parse.GetValue(from),
                To = parse.GetValue(to),
                Step = parse.GetValue(step) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            };
            return await Output.WriteAsync(session, parse.GetValue(path), name, (stream, progress) =>
                session.Client.ExportSeriesAsync(name, stream, query, progress, cancellationToken));
        });
        return command;
    }

    private static Command Miners(CommandHost host)
    {
        var fleet = new Argument<string>("fleet") { Description = "Fleet" };
        var site = new Option<string?>("--site") { Description = "Only this site" };
        var path = Out();
        var command = new Command("miners", "Export the miners of a fleet as they are now.") { fleet, site, path };
        host.On(command, (session, parse, cancellationToken) => Output.WriteAsync(session, parse.GetValue(path), parse.GetValue(fleet)!, async (stream, progress) =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            await writer.WriteLineAsync(MinerColumns);
            for (Page<MinerRow>? page = null; page is null || page.Next is not null;)
            {
                page = await session.Client.GetMinersAsync(parse.GetValue(fleet)!, new MinerFilter { Site = parse.GetValue(site) }, page?.Next, cancellationToken);
                foreach (var row in page.Items)
                {
                    await writer.WriteLineAsync(Line(row));
                }

                await writer.FlushAsync(cancellationToken);
                progress?.Report(stream.CanSeek ? stream.Position : 0);
            }
        }));
        return command;
    }

    private static string Line(MinerRow row)
    {
        string?[] cells =
        [
            row.Fleet, row.Miner, row.Site, row.Model, row.State, row.StateReason, Number(row.HashrateThs), Number(row.NominalHashrateThs),
            Number(row.PowerW), row.PowerSource, Number(row.EfficiencyJth), Number(row.ChipTemperatureC), Number(row.BreakEvenHashpriceUsdPhDay),
            Number(row.MarginUsdPhDay), row.UnderWater switch { true => "true", false => "false", null => null }, row.AtMs?.ToString(CultureInfo.InvariantCulture),
        ];
        return string.Join(',', cells.Select(Quote));
    }

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string? cell) =>
        cell is null ? "" : cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
