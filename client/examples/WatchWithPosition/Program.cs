// Prints each new block once, however often this program or the server is killed in between.
//
//     dotnet run --project client/examples/WatchWithPosition -- http://localhost:5080 blocks.position.json
using MinerMonitor.Client;
using MinerMonitor.Protocol.Streaming;

var url = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:5080");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var file = PositionFile.Open(args.ElementAtOrDefault(1) ?? "blocks.position.json");
    await using var client = new MonitorClient(new MonitorClientOptions { Url = url, RetryFirstConnection = true });
    await foreach (var update in client.WatchEventsAsync(Topics.Blocks, new WatchOptions { Resume = file.Find(Topics.Blocks) }, stop.Token))
    {
        if (update.Kind == FrameKinds.Event)
        {
            Console.WriteLine($"{update.Position.Seq} {DateTimeOffset.FromUnixTimeMilliseconds(update.AtMs):u} {update.Value!.Text}");
        }
        else
        {
            // The first start, or events older than the server keeps: from here on none is missed.
            Console.WriteLine($"From number {update.Position.Seq} on ({update.Reason}).");
        }

        // Written once the event is dealt with: after a kill in between it comes again, and none is lost.
        file.Write(update.Position);
    }
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped.");
}
catch (FormatException error)
{
    Console.Error.WriteLine(error.Message);
    Environment.ExitCode = 2;
}
catch (MonitorException error)
{
    Console.Error.WriteLine($"{error.Code}: {error.Message}");
    Environment.ExitCode = 1;
}
