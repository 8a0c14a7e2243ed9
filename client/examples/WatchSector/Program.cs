// Prints the stress index of a world whenever it changes.
//
//     dotnet run --project client/examples/WatchSector -- http://localhost:5080 feb-2026
using MinerMonitor.Client;

var url = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:5080");
var world = args.ElementAtOrDefault(1) ?? "live";

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

await using var client = new MonitorClient(new MonitorClientOptions { Url = url, RetryFirstConnection = true });
try
{
    await foreach (var update in client.WatchSectorAsync(new WatchOptions { World = world }, stop.Token))
    {
        var sector = update.Value!;
        Console.WriteLine(
            $"{DateTimeOffset.FromUnixTimeMilliseconds(sector.AsOfMs):u} stress {sector.Stress:0.0} {sector.Regime}, "
            + $"price {sector.PriceUsd:0} of production cost {sector.ProductionCostUsd:0} USD");
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
