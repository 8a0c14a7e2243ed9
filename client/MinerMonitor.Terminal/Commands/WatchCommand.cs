using System.CommandLine;
using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Terminal.Views;
using Spectre.Console;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>watch</c>: a live view; one line an update in a pipe; NDJSON frames with <c>--json</c>.</summary>
internal static class WatchCommand
{
    public static Command Make(CommandHost host)
    {
        var topics = new Argument<string[]>("topic")
        {
            Description = "sector, network, markets, market/spot, fleet/NAME, miner/FLEET/MINER, blocks, events/NAME, feeds …; without one: sector",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var world = new Option<string>("--world") { Description = "World", DefaultValueFactory = _ => "live" };
        var mode = new Option<string?>("--mode") { Description = "latest (4 a second at most) or every; without it every with --json, else latest" };
        mode.AcceptOnlyFromAmong(WatchModes.Latest, WatchModes.Every);
        var position = new Option<string?>("--position-file") { Description = "File that holds where the watch stands: the next run goes on there" };
        var count = new Option<int?>("--count") { Description = "End after this many updates" };
        var command = new Command("watch", "Watch topics live.") { topics, world, mode, position, count };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var names = parse.GetValue(topics) is { Length: > 0 } given ? given : [Topics.Sector];
            var way = parse.GetValue(mode) ?? (session.IsJson ? WatchModes.Every : WatchModes.Latest);
            var requests = names.Distinct().Select(topic => new TopicRequest { World = parse.GetValue(world)!, Topic = topic, Mode = way }).ToList();
            var file = parse.GetValue(position) is { } path ? OpenPositions(path) : null;
            var updates = session.Client.WatchAsync(requests, file?.Positions, cancellationToken);
            await WatchAsync(session, updates, file, parse.GetValue(count) ?? int.MaxValue, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Shows updates until they end, or enough of them came.</summary>
    public static async Task WatchAsync(
        Session session, IAsyncEnumerable<TopicUpdate<JsonElement>> updates, PositionFile? file, int count, CancellationToken cancellationToken)
    {
        var screen = new WatchScreen();
        if (!session.IsLive)
        {
            await EachAsync(session, screen, updates, file, count, session.IsJson ? PrintFrame : (_, line) => session.WriteLine(line), session.Warn, cancellationToken);
            return;
        }

        await session.Console.Live(screen.Render()).StartAsync(async live =>
            await EachAsync(
                session, screen, updates, file, count, (_, _) => live.UpdateTarget(screen.Render()), _ => live.UpdateTarget(screen.Render()), cancellationToken));

        void PrintFrame(TopicUpdate<JsonElement> update, string line) => session.WriteJson(FrameOf(update), ProtocolJson.Default.Frame);
    }

    /// <summary>The frame that an update came in.</summary>
    internal static Frame FrameOf(TopicUpdate<JsonElement> update) => new()
    {
        Kind = update.Kind,
        World = update.World,
        Topic = update.Topic,
        StreamId = update.Position.StreamId,
        Seq = update.Position.Seq,
        Skipped = update.Skipped,
        AtMs = update.AtMs,
        Reason = update.Reason,
        Payload = update.Error is { } error ? JsonSerializer.SerializeToElement(error.Message) : update.Value,
    };

    private static PositionFile OpenPositions(string path)
    {
        try
        {
            return PositionFile.Open(path);
        }
        catch (FormatException error)
        {
            throw new InputException(error.Message);
        }
    }

    private static async Task EachAsync(
        Session session, WatchScreen screen, IAsyncEnumerable<TopicUpdate<JsonElement>> updates, PositionFile? file, int count,
        Action<TopicUpdate<JsonElement>, string> show, Action<string> tell, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var gate = new Lock();
        var changes = FollowConnectionAsync();
        try
        {
            var taken = 0;
            await foreach (var update in updates.WithCancellation(cancellationToken))
            {
                lock (gate)
                {
                    show(update, session.IsJson ? "" : screen.Apply(update));
                }

                if (update.Error is null)
                {
                    file?.Write(update.Position);
                }

                if (++taken >= count)
                {
                    break;
                }
            }
        }
        finally
        {
            await done.CancelAsync();
            await changes;
        }

        async Task FollowConnectionAsync()
        {
            try
            {
                await foreach (var change in session.Client.ConnectionChangesAsync().WithCancellation(done.Token))
                {
                    lock (gate)
                    {
                        var sentence = screen.Apply(change);
                        if (session.IsLive || change.Cause is not null)
                        {
                            tell(sentence);
                        }
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The watch ended; so does the listening.
            }
        }
    }
}
