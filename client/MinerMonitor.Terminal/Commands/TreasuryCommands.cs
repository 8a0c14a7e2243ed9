using System.CommandLine;
using System.Globalization;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Terminal.Views;
using Spectre.Console;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>fleet treasury add|show|remove</c>.</summary>
internal static class TreasuryCommands
{
    public static Command Make(CommandHost host) => new("treasury", "Bitcoin that a fleet mined, sold and holds.") { Add(host), Show(host), Remove(host) };

    private static Argument<string> Fleet() => new("fleet") { Description = "Name of the fleet" };

    private static Option<DateOnly> Date() => new("--date")
    {
        Description = "UTC day, yyyy-MM-dd", Required = true,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            result.AddError($"'{result.Tokens[0].Value}' is not a day; write it as 2026-02-05.");
            return default;
        },
    };

    private static Command Add(CommandHost host)
    {
        var (fleet, date) = (Fleet(), Date());
        var mined = new Option<double?>("--mined-btc") { Description = "BTC mined on that day" };
        var sold = new Option<double?>("--sold-btc") { Description = "BTC sold on that day" };
        var held = new Option<double?>("--held-btc") { Description = "BTC held at the end of that day, as counted" };
        var proceeds = new Option<double?>("--proceeds-usd") { Description = "USD received for what was sold" };
        var note = new Option<string?>("--note") { Description = "A remark" };
        var source = new Option<string?>("--source") { Description = "Who says so" };
        var command = new Command("add", "Report a day; it takes the place of what was reported for it before.") { fleet, date, mined, sold, held, proceeds, note, source };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var day = parse.GetValue(date).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var receipt = await session.Client.ReportTreasuryAsync(
                parse.GetValue(fleet)!,
                [
                    new FleetTreasuryEntry
                    {
                        Date = day,
                        MinedBtc = parse.GetValue(mined),
                        SoldBtc = parse.GetValue(sold),
                        HeldBtc = parse.GetValue(held),
                        ProceedsUsd = parse.GetValue(proceeds),
                        Note = parse.GetValue(note),
                        Source = parse.GetValue(source),
                    },
                ],
                cancellationToken);
            foreach (var warning in receipt.Warnings)
            {
                await session.Surroundings.Error.WriteLineAsync($"miner-monitor: {warning.Reason}");
            }

            session.WriteLine($"The treasury of {parse.GetValue(fleet)} has {day}{(receipt.Unchanged > 0 ? " as before" : "")}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(CommandHost host)
    {
        var fleet = Fleet();
        var command = new Command("show", "Show what was mined, sold and held, by month.") { fleet };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var book = await session.Client.GetTreasuryAsync(parse.GetValue(fleet)!, cancellationToken);
            if (session.IsJson)
            {
                session.WriteJson(book, ProtocolJson.Default.FleetTreasuryBook);
            }
            else if (book.Treasury is null)
            {
                session.WriteLine($"Nothing was reported yet; 'miner-monitor fleet treasury add {book.Fleet} --date DAY --mined-btc X' begins.");
            }
            else
            {
                session.Console.Write(TreasuryView.Render(book, book.Treasury));
                session.Console.WriteLine();
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(CommandHost host)
    {
        var (fleet, date) = (Fleet(), Date());
        var command = new Command("remove", "Take back what was reported for a day.") { fleet, date };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            await session.Client.DeleteTreasuryEntryAsync(parse.GetValue(fleet)!, parse.GetValue(date), cancellationToken);
            session.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Removed {parse.GetValue(date):yyyy-MM-dd} from the treasury of {parse.GetValue(fleet)}."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
