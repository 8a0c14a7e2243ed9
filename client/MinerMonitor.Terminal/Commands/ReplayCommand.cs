using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Terminal.Views;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>replay</c>: plays a private copy of a scenario to its end and holds its forecast against what happened.</summary>
internal static class ReplayCommand
{
    private static readonly TimeSpan s_endCheck = TimeSpan.FromSeconds(1);

    public static Command Make(CommandHost host)
    {
        var scenario = new Argument<string>("scenario") { Description = "Scenario", DefaultValueFactory = _ => "feb-2026" };
        var speed = new Option<double>("--speed") { Description = "World seconds per second, up to 3600", DefaultValueFactory = _ => 600 };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Where to begin, ISO 8601; without it where the scenario opens" };
        var keep = new Option<bool>("--keep") { Description = "Leave the copy running on the server at the end" };
        var command = new Command("replay", "Play a private copy of a scenario, live, to its end.") { scenario, speed, from, keep };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            if (parse.GetValue(speed) is not (> 0 and <= 3600))
            {
                throw new InputException("--speed lies above 0 and at most at 3600 world seconds per second.");
            }

            var request = new WorldRequest
            {
                Scenario = parse.GetValue(scenario)!,
                Speed = parse.GetValue(speed),
                FromMs = parse.GetValue(from)?.ToUnixTimeMilliseconds(),
            };
            var world = await session.Client.CreateWorldAsync(request, cancellationToken);
            session.Warn($"Playing {world.World} from {Show.At(world.AtMs)} to {Show.At(world.EndMs)}; the page shows it at {session.Options.Url}?world={Uri.EscapeDataString(world.World)}.");
            try
            {
                var opening = await session.Client.GetSectorAsync(world.World, cancellationToken);
                await PlayAsync(session, world, cancellationToken);
                var network = await session.Client.GetNetworkAsync(world.World, cancellationToken);
                session.WriteLine(Verdict(opening, network));
            }
            finally
            {
                if (!parse.GetValue(keep))
                {
                    // Also after Ctrl-C: a copy that nobody watches only costs the server.
                    await session.Client.DeleteWorldAsync(world.World, CancellationToken.None);
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The forecast of the opening beside the retarget that came.</summary>
    internal static string Verdict(SectorSnapshot opening, NetworkSnapshot end)
    {
        if (opening.Retarget is not { } forecast)
        {
            return "The opening had no retarget forecast to hold against what happened.";
        }

        var said = $"Forecast at {Show.At(opening.AsOfMs)}: {Show.Percent(forecast.Change, 2, signed: true)} at height "
            + string.Create(CultureInfo.InvariantCulture, $"{forecast.RetargetHeight}")
            + (forecast.ChangeLow is { } low && forecast.ChangeHigh is { } high ? $" (90 %: {Show.Percent(low, 2, signed: true)} to {Show.Percent(high, 2, signed: true)})" : "");
        if (end.EpochStartHeight < forecast.RetargetHeight || end.LastRetargetChange is not { } actual)
        {
            return $"{said}. The replay ended before that retarget.";
        }

        if (end.LastQuotedRetarget is { } quote && quote.RetargetHeight == forecast.RetargetHeight)
        {
            said += $". Quoted ({quote.Origin}: {quote.Source}): {Show.Said(quote.Change)}";
        }

        var inside = forecast.ChangeLow is { } bottom && forecast.ChangeHigh is { } top ? (actual >= bottom && actual <= top ? ", inside the interval" : ", outside the interval") : "";
        return $"{said}. Actual: {Show.Percent(actual, 2, signed: true)}{inside}; the forecast was off by {Show.Number((forecast.Change - actual) * 100, 2)} percentage points.";
    }

    private static async Task PlayAsync(Session session, WorldSnapshot world, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IReadOnlyList<TopicRequest> topics =
        [
            new TopicRequest { World = world.World, Topic = Topics.Sector },
            .. world.Fleets.Select(fleet => new TopicRequest { World = world.World, Topic = Topics.Fleet(fleet) }),
        ];
        var watching = WatchCommand.WatchAsync(session, UntilAsync(session.Client.WatchAsync(topics, null, end.Token), cancellationToken), null, int.MaxValue, cancellationToken);
        var playing = WaitForEndAsync(session, world.World, end.Token);
        await await Task.WhenAny(watching, playing);
        await end.CancelAsync();
        await watching;
    }

    private static async Task WaitForEndAsync(Session session, string world, CancellationToken cancellationToken)
    {
        while (!(await session.Client.GetWorldAsync(world, cancellationToken)).Ended)
        {
            await Task.Delay(s_endCheck, session.Surroundings.Time, cancellationToken);
        }
    }

    /// <summary>Turns the cancellation at the replay's end into an ordinary end of the updates.</summary>
    private static async IAsyncEnumerable<TopicUpdate<JsonElement>> UntilAsync(
        IAsyncEnumerable<TopicUpdate<JsonElement>> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = updates.GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(each, cancellationToken))
        {
            yield return each.Current;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<TopicUpdate<JsonElement>> each, CancellationToken cancellationToken)
    {
        try
        {
            return await each.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
