// Uploads one report of three machines, one of them wrong, and prints what became of them.
//
//     dotnet run --project client/examples/UploadSamples -- http://localhost:5080 KEY acme
using MinerMonitor.Client;
using MinerMonitor.Protocol.Fleets;

if (args.Length != 3)
{
    Console.Error.WriteLine("Give the server's address, a key that may write the fleet, and the fleet.");
    return 2;
}

await using var client = new MonitorClient(new Uri(args[0]), args[1]);
var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
Sample[] samples =
[
    new() { Miner = "r12-07", Site = "north", AtMs = now, HashrateThs = 198.2, NominalHashrateThs = 200, PowerW = 3500, PowerSource = "meter", Model = "Antminer S21" },
    new() { Miner = "r12-08", Site = "north", AtMs = now, HashrateThs = 0, PowerW = 45, State = MinerStates.Fault, StateReason = "fan" },
    new() { Miner = "r12-09", Site = "north", AtMs = now, Algo = "Scrypt", HashrateThs = 0.01 },
];
try
{
    // Returns when the samples are durable; tries again by itself while the server is busy.
    var result = await client.UploadSamplesAsync(args[2], samples);
    Console.WriteLine($"{result.Acknowledged} samples are durable.");
    foreach (var refusal in result.Refused)
    {
        Console.WriteLine($"Sample {refusal.Line} was refused ({refusal.Code}): {refusal.Reason}");
    }

    return 0;
}
catch (MonitorException error)
{
    Console.Error.WriteLine($"{error.Code}: {error.Message}");
    return 1;
}
