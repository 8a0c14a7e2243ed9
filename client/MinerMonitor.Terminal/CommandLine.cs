using System.CommandLine;
using System.CommandLine.Invocation;
using MinerMonitor.Terminal.Commands;

namespace MinerMonitor.Terminal;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings surroundings)
    {
        var host = new CommandHost(surroundings);
        var parse = Build(host).Parse(args);
        if (parse.Action is ParseErrorAction)
        {
            var command = string.Join(' ', Ancestry(parse.CommandResult.Command));
            var faults = string.Join(' ', parse.Errors.Select(error => error.Message.TrimEnd('.') + ".").Distinct());
            return host.Fail($"{faults} See '{command} --help'.", ExitCodes.Usage);
        }

        var configuration = new InvocationConfiguration { Output = surroundings.Out, Error = surroundings.Error, EnableDefaultExceptionHandler = false };
        return await parse.InvokeAsync(configuration);
    }

    public static RootCommand Build(CommandHost host)
    {
        var root = new RootCommand($"Watch, feed and test a Miner Stress Monitor.\n\n{ExitCodes.Help}");
        root.Options.Add(host.Url);
        root.Options.Add(host.Key);
        root.Options.Add(host.Json);
        root.Subcommands.Add(SignInCommand.Make(host));
        root.Subcommands.Add(FleetCommands.Make(host));
        root.Subcommands.Add(SiteCommands.Make(host));
        root.Subcommands.Add(MinerCommands.Make(host));
        root.Subcommands.Add(KeyCommands.Make(host));
        root.Subcommands.Add(ObserveCommands.Make(host));
        root.Subcommands.Add(WatchCommand.Make(host));
        root.Subcommands.Add(ImportCommands.Make(host));
        root.Subcommands.Add(ExportCommands.Make(host));
        root.Subcommands.Add(RecordCommand.Make(host));
        root.Subcommands.Add(LoadCommand.Make(host));
        root.Subcommands.Add(ReplayCommand.Make(host));
        root.Subcommands.Add(BacktestCommand.Make(host));
        return root;
    }

    private static IEnumerable<string> Ancestry(Command command)
    {
        var names = new List<string>();
        for (var at = command; at is not RootCommand; at = at.Parents.OfType<Command>().First())
        {
            names.Add(at.Name);
        }

        names.Add("miner-monitor");
        return names.AsEnumerable().Reverse();
    }
}
