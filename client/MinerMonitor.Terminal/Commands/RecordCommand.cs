using System.CommandLine;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>record FEED</c>.</summary>
internal static class RecordCommand
{
    public static Command Make(CommandHost host)
    {
        var feed = new Argument<string>("feed") { Description = "Feed, for example kraken-spot; GET /api/v1/feeds lists them" };
        var seconds = new Option<int>("--seconds") { Description = "How long, 1 to 3600", DefaultValueFactory = _ => 60 };
        var path = new Option<string?>("--out") { Description = "File to write; without it standard output" };
        var command = new Command(
            "record", "Record what a feed and its source say to each other, to report a broken feed. NDJSON: t (epoch seconds), dir, text.") { feed, seconds, path };
        host.On(command, (session, parse, cancellationToken) => Output.WriteAsync(
            session, parse.GetValue(path), parse.GetValue(feed)!, (stream, progress) => session.Client.RecordFeedAsync(
                parse.GetValue(feed)!, stream, TimeSpan.FromSeconds(parse.GetValue(seconds)), progress, cancellationToken)));
        return command;
    }
}
