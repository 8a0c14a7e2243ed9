// Prints the stress index of a world whenever it changes, and goes on where it stood when it is started again.
//
//     dotnet run --project client/examples/WatchSector -- http://localhost:5080 feb-2026
using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

const string PositionFile = "sector.position.json";
var url = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:5080");
var world = args.ElementAtOrDefault(1) ?? "live";

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var stored = File.Exists(PositionFile) ? JsonSerializer.Deserialize(File.ReadAllText(PositionFile), ProtocolJson.Default.ResumePosition) : null;
await using var client = new MonitorClient(new MonitorClientOptions { Url = url, RetryFirstConnection = true });
var watch = new WatchOptions { World = world, Mode = WatchModes.Every, Resume = stored?.World == world ? stored : null };
try
{
    await foreach (var update in client.WatchSectorAsync(watch, stop.Token))
    {
        if (update.Value is { } sector)
        {
            Console.WriteLine(
                $"{DateTimeOffset.FromUnixTimeMilliseconds(sector.AsOfMs):u} stress {sector.Stress:0.0} {sector.Regime}, "
                + $"price {sector.PriceUsd:0} of production cost {sector.ProductionCostUsd:0} USD");
        }

        // Stored once the value is dealt with: after a crash the last one comes again, and none is lost.
        File.WriteAllText(PositionFile, JsonSerializer.Serialize(update.Position, ProtocolJson.Default.ResumePosition));
    }
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped.");
}
catch (MonitorException error)
{
    Console.Error.WriteLine($"{error.Code}: {error.Message}");
    Environment.ExitCode = 1;
}
