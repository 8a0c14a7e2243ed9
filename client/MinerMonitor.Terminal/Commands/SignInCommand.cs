using System.CommandLine;
using MinerMonitor.Client;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>sign-in</c>: checks an access key and stores it for the commands that follow.</summary>
internal static class SignInCommand
{
    public static Command Make(CommandHost host)
    {
        var forget = new Option<bool>("--forget") { Description = "Delete the stored sign-in instead" };
        var command = new Command("sign-in", "Check an access key and store it, readable by you alone.") { forget };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var store = new SignInStore(host.Surroundings.ConfigFolder);
            if (parse.GetValue(forget))
            {
                session.WriteLine(store.Delete() ? $"Deleted {store.Path}." : "There was no stored sign-in.");
                return ExitCodes.Ok;
            }

            // The stored key must not vouch for itself: what is stored anew was given now.
            var key = parse.GetValue(host.Key) ?? host.Surroundings.Variable("MINERMONITOR_KEY") ?? Ask(host.Surroundings);
            await using var client = new MonitorClient(session.Options with { Key = key });
            await client.GetFleetsAsync(cancellationToken: cancellationToken);
            store.Write(new StoredSignIn(session.Options.Url.AbsoluteUri, key));
            session.WriteLine($"Signed in to {session.Options.Url}; the key is stored in {store.Path}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Ask(Surroundings surroundings)
    {
        if (surroundings.CanAsk)
        {
            surroundings.Error.Write("Access key: ");
        }

        return surroundings.In.ReadLine()?.Trim() is { Length: > 0 } key
            ? key
            : throw new InputException("No access key was given; use --key KEY, MINERMONITOR_KEY or standard input.");
    }
}
