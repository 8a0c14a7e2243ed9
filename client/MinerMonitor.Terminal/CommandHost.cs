using System.CommandLine;
using MinerMonitor.Client;

namespace MinerMonitor.Terminal;

/// <summary>Runs commands: resolves address and key, and turns errors into one sentence and an exit code.</summary>
internal sealed class CommandHost
{
    private readonly Surroundings _surroundings;

    public CommandHost(Surroundings surroundings) => _surroundings = surroundings;

    public Option<string?> Url { get; } = new("--url")
    {
        Description = "Address of the server [MINERMONITOR_URL, else the stored sign-in, else http://localhost:5080]", Recursive = true,
    };

    public Option<string?> Key { get; } = new("--key")
    {
        Description = "Access key [MINERMONITOR_KEY, else the stored sign-in]", Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, one document a line", Recursive = true };

    public Surroundings Surroundings => _surroundings;

    /// <summary>Gives a command its action.</summary>
    public void On(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((parse, cancellationToken) => GuardAsync(async () =>
        {
            await using var session = new Session(_surroundings, Resolve(parse), parse.GetValue(Json));
            return await action(session, parse, cancellationToken);
        }));

    /// <summary>Address and key: from the command line, else the environment, else the stored sign-in, whose key goes only to its own address.</summary>
    public MonitorClientOptions Resolve(ParseResult parse)
    {
        var stored = new SignInStore(_surroundings.ConfigFolder).Read();
        var url = parse.GetValue(Url) ?? NonEmpty("MINERMONITOR_URL") ?? stored?.Url ?? "http://localhost:5080";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InputException($"'{url}' is no address of a server; give --url http://localhost:5080 or the like.");
        }

        var key = parse.GetValue(Key) ?? NonEmpty("MINERMONITOR_KEY")
            ?? (stored is not null && Uri.TryCreate(stored.Url, UriKind.Absolute, out var own) && own == address ? stored.Key : null);
        return new MonitorClientOptions { Url = address, Key = key, TimeProvider = _surroundings.Time };
    }

    /// <summary>Runs work; what goes wrong becomes one sentence on standard error.</summary>
    public async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (MonitorException error)
        {
            return Fail(Hint(error), ExitCodes.Of(error));
        }
        catch (InputException error)
        {
            return Fail(error.Message, ExitCodes.Usage);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(error.Message, ExitCodes.Usage);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
    }

    public int Fail(string sentence, int code)
    {
        _surroundings.Error.WriteLine($"miner-monitor: {sentence}");
        return code;
    }

    private static string Hint(MonitorException error) => error is MonitorAuthenticationException
        ? $"{error.Message} Give --key or run 'miner-monitor sign-in'."
        : error.Message;

    private string? NonEmpty(string variable) => _surroundings.Variable(variable) is { Length: > 0 } value ? value : null;
}
