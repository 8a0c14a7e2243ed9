using System.CommandLine;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Terminal.Views;
using Spectre.Console;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>fleet add|list|show|remove|treasury</c>.</summary>
internal static class FleetCommands
{
    public static Command Make(CommandHost host) => new("fleet", "Make, list, show and remove fleets, and keep their treasuries.")
    {
        Add(host), List(host), Show(host), Remove(host), TreasuryCommands.Make(host),
    };

    private static Argument<string> Fleet() => new("fleet") { Description = "Name of the fleet" };

    private static Command Add(CommandHost host)
    {
        var fleet = Fleet();
        var world = new Option<string>("--world") { Description = "World of the fleet, for good", DefaultValueFactory = _ => "live" };
        var operatorId = new Option<string?>("--operator") { Description = "Group of fleets that it belongs to" };
        var interval = new Option<double>("--report-interval-sec")
        {
            Description = "Seconds between two reports of a miner (pools: 600)", DefaultValueFactory = _ => 60,
        };
        var count = new Option<bool>("--count-in-sector") { Description = "Take part in the stress index with fleets" };
        var command = new Command("add", "Make a fleet, or change its settings.") { fleet, world, operatorId, interval, count };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var name = parse.GetValue(fleet)!;
            var settings = new FleetSettings
            {
                World = parse.GetValue(world)!,
                Operator = parse.GetValue(operatorId),
                CountInSector = parse.GetValue(count),
                ReportIntervalSec = parse.GetValue(interval),
            };
            await session.Client.PutFleetAsync(name, settings, cancellationToken);
            session.WriteLine($"Fleet {name} is there. Send samples to {session.Options.Url}api/v1/fleets/{Uri.EscapeDataString(name)}/samples.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List(CommandHost host)
    {
        var command = new Command("list", "List the fleets that the key may read.");
        host.On(command, async (session, _, cancellationToken) =>
        {
            var fleets = new List<FleetSummary>();
            for (Page<FleetSummary>? page = null; page is null || page.Next is not null;)
            {
                page = await session.Client.GetFleetsAsync(page?.Next, cancellationToken);
                fleets.AddRange(page.Items);
            }

            if (session.IsJson)
            {
                session.WriteJson(new Page<FleetSummary> { Items = fleets }, ProtocolJson.Default.PageFleetSummary);
            }
            else if (fleets.Count == 0)
            {
                session.WriteLine("No fleets yet; make one with 'miner-monitor fleet add NAME'.");
            }
            else
            {
                session.Console.Write(FleetView.List(fleets));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(CommandHost host)
    {
        var fleet = Fleet();
        var command = new Command("show", "Show a fleet with its sites.") { fleet };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var snapshot = await session.Client.GetFleetAsync(parse.GetValue(fleet)!, cancellationToken);
            if (session.IsJson)
            {
                session.WriteJson(snapshot, ProtocolJson.Default.FleetSnapshot);
            }
            else
            {
                session.Console.Write(FleetView.Render(snapshot));
                session.Console.WriteLine();
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(CommandHost host)
    {
        var fleet = Fleet();
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("remove", "Remove a fleet with its miners and history.") { fleet, yes };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var name = parse.GetValue(fleet)!;
            if (!parse.GetValue(yes))
            {
                if (!session.Surroundings.CanAsk)
                {
                    throw new InputException($"Removing {name} deletes its miners and history; add --yes to do so.");
                }

                await session.Surroundings.Error.WriteAsync($"Remove {name} with its miners and history? Type its name: ");
                if (await session.Surroundings.In.ReadLineAsync(cancellationToken) != name)
                {
                    throw new InputException("That is not its name; nothing was removed.");
                }
            }

            await session.Client.DeleteFleetAsync(name, cancellationToken);
            session.WriteLine($"Removed {name}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
