using System.Diagnostics;
using System.Globalization;
using MinerMonitor.Benchmarks.Load;
using MinerMonitor.Benchmarks.Report;

namespace MinerMonitor.Benchmarks.Durability;

/// <summary>
/// Does an acknowledged sample survive <c>kill -9</c> at full load? Each round a load runs as fast as the server takes it, the server is
/// killed at a random moment and started again on its folder, the load sends again what was not answered, and at the end the fleet's own
/// count must equal the ledger of acknowledged samples to the last one: none lost, none twice.
/// </summary>
internal static class KillLane
{
    private const int Miners = 50_000;
    private const double LoadSec = 12;
    private const double EarliestKillSec = 2;
    private static readonly (string, string)[] s_noFeeds = [("Enabled", "false")];

    /// <summary>Runs it and prints a row a round.</summary>
    /// <param name="rounds">Kills.</param>
    /// <param name="isRedis">False: the embedded store dies with the server. True: by turns Redis dies, the server, and both.</param>
    /// <returns>0 when every round was exact.</returns>
    public static async Task<int> RunAsync(int rounds, bool isRedis)
    {
        var folder = Directory.CreateTempSubdirectory("miner-monitor-kills").FullName;
        var ledger = Path.Combine(folder, "acknowledged.csv");
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        var random = new Random(20260205);
        var time = TimeProvider.System;
        var port = Children.FreePort();
        await using var redis = isRedis ? await RedisServer.StartAsync(Directory.CreateDirectory(Path.Combine(folder, "redis")).FullName, Children.FreePort()) : null;
        var settings = redis?.Settings ?? [];
        var table = new TextTable("round", "who", "killed after s", "up again after s", "verdict");
        var exact = 0;
        var server = await ServerProcess.StartAsync(s_noFeeds, data, port, settings);
        var key = await server.ReadKeyAsync();
        try
        {
            for (var round = 1; round <= rounds; round++)
            {
                var load = Terminal(server.Url, key, ["load", "--miners", Children.Text(Miners), "--order", round % 2 == 0 ? "shuffled" : "site", "--seconds", LoadSec.ToString(CultureInfo.InvariantCulture), "--seed", Children.Text(round), "--ledger", ledger, "--json"]);
                var killAt = TimeSpan.FromSeconds(EarliestKillSec + (random.NextDouble() * (LoadSec - EarliestKillSec - 1)));
                await Task.Delay(killAt, time);
                var (killsRedis, killsServer) = (redis is not null && round % 3 != 2, redis is null || round % 3 != 1);
                var killed = time.GetTimestamp();
                if (killsServer) await server.DisposeAsync();
                if (killsRedis) await redis!.KillAndRunAsync();
                if (killsServer) server = await ServerProcess.StartAsync(s_noFeeds, data, port, settings);
                var upAgain = time.GetElapsedTime(killed);
                await ReadAsync(load);
                var (code, verdict) = await ReadAsync(Terminal(server.Url, key, ["load", "verify", ledger]));
                exact += code == 0 ? 1 : 0;
                table.Add(Children.Text(round), killsRedis ? killsServer ? "both" : "Redis" : "server", TextTable.Cell(killAt.TotalSeconds), TextTable.Cell(upAgain.TotalSeconds), verdict);
                Console.WriteLine($"{round}: {verdict}");
            }
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine($"{exact} of {rounds} rounds exact.");
        return exact == rounds ? 0 : 1;
    }

    private static Process Terminal(Uri url, string key, IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(Children.Host, [Path.Combine(AppContext.BaseDirectory, "miner-monitor.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MINERMONITOR_URL"] = url.AbsoluteUri, ["MINERMONITOR_KEY"] = key },
        })!;

    private static async Task<(int Code, string Text)> ReadAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var code = process.ExitCode;
        process.Dispose();
        return (code, $"{text}{await error}".Trim().ReplaceLineEndings(" "));
    }
}
