using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>Scenes that several tests share.</summary>
internal static class Stage
{
    public static Scene Scene(long serverAtMs) => new() { ServerAtMs = serverAtMs };

    /// <summary>The live world with everything connected.</summary>
    public static async Task<FakeMonitor> LiveAsync(string prefix = "")
    {
        var now = Snapshots.Hour;
        var scene = Scene(now);
        scene.Set("live", "sector", Snapshots.Sector("live", now), now);
        scene.Set("live", "network", Snapshots.Network("live", now), now);
        scene.Set("live", "markets", Snapshots.Markets("live", now), now);
        scene.Set("live", "feeds", Snapshots.Feeds("live", now), now);
        scene.Happen("live", "events/sector", new EventPayload
        {
            Type = "regime", AtMs = Snapshots.Ms(2026, 1, 28),
            Text = "Regime rose from stressed to capitulation."
        });
        var monitor = await FakeMonitor.StartAsync(scene, prefix);
        monitor.Worlds.AddRange([Snapshots.Live(now), Snapshots.Replay()]);
        return monitor;
    }

    /// <summary>The replay world at the article's hour, everything there; the server's own clock is elsewhere.</summary>
    public static async Task<FakeMonitor> February2026Async()
    {
        var world = Snapshots.World;
        var now = Snapshots.Hour;
        var scene = Scene(Snapshots.Ms(2026, 11, 23, 12));
        scene.Set(world, "sector", Snapshots.Sector(world, now), now);
        scene.Set(world, "network", Snapshots.Network(world, now), now);
        scene.Set(world, "markets", Snapshots.Markets(world, now), now);
        scene.Set(world, "feeds", Snapshots.Feeds(world, now), now);
        scene.Happen(world, "events/sector", new EventPayload
        {
            Type = "regime", AtMs = Snapshots.Ms(2026, 1, 28),
            Text = "Regime rose from stressed to capitulation."
        });
        scene.Happen(world, "events/sector", new EventPayload
        {
            Type = "retarget", AtMs = now - 3_600_000,
            Text = "Retarget forecast moved to \u221213.3 %."
        });
        for (var height = 935_046; height <= 935_051; height++)
            scene.Happen(world, "blocks", new EventPayload
            {
                Type = "block", AtMs = now - 320_000 - (935_051 - height) * 692_000L,
                Subject = "00000000", Text = $"Block {height}."
            });
        var monitor = await FakeMonitor.StartAsync(scene);
        monitor.Worlds.AddRange([Snapshots.Live(scene.ServerAtMs), Snapshots.Replay()]);
        monitor.Series["price"] = Snapshots.Walk("price", now, 88_900, 70_100, 5200);
        monitor.Series["production-cost"] = Snapshots.Walk("production-cost", now, 87_320, 87_010, 0);
        monitor.Series["cash-cost"] = Snapshots.Walk("cash-cost", now, 73_050, 72_892, 0);
        monitor.Series["electricity-cost"] = Snapshots.Walk("electricity-cost", now, 58_440, 58_314, 0);
        monitor.Series["hashrate-7d"] = Snapshots.Walk("hashrate-7d", now, 938, 913.5, 60);
        monitor.Series["stress"] = Snapshots.Walk("stress", now, 66, 83, 9);
        return monitor;
    }

    /// <summary>The live world with the fleet acme.</summary>
    public static async Task<FakeMonitor> FleetAsync(int miners)
    {
        var monitor = await LiveAsync();
        var rows = FleetSnapshots.Rows(miners, Snapshots.Hour);
        var fleet = FleetSnapshots.Fleet(rows, Snapshots.Hour);
        monitor.Scene.Set("live", "fleet/acme", fleet, Snapshots.Hour);
        foreach (var row in rows.Take(20)) monitor.Scene.Set("live", $"miner/acme/{row.Miner}", FleetSnapshots.Miner(row, "live",
            Snapshots.Hour), Snapshots.Hour);
        monitor.Fleets.Add(FleetSnapshots.Summary(fleet));
        monitor.Miners.AddRange(rows);
        monitor.Series["fleet/acme/hashrate"] = Snapshots.Walk("fleet/acme/hashrate", Snapshots.Hour, miners * 195.0, miners * 197.0,
            miners * 9.0);
        monitor.Series["fleet/acme/power"] = Snapshots.Walk("fleet/acme/power", Snapshots.Hour, miners * 3340.0, miners * 3344.0,
            miners * 60.0);
        monitor.Series["fleet/acme/hashing"] = Snapshots.Walk("fleet/acme/hashing", Snapshots.Hour, miners * 0.97, miners * 0.93, miners * 0.02);
        monitor.Series["fleet/acme/coverage"] = Snapshots.Walk("fleet/acme/coverage", Snapshots.Hour, 0.99, 0.97, 0.02);
        monitor.Series["fleet/acme/margin"] = Snapshots.Walk("fleet/acme/margin", Snapshots.Hour, miners * 1.1, miners * -0.2, miners * 0.4);
        monitor.Series["fleet/acme/under-water"] = Snapshots.Walk("fleet/acme/under-water", Snapshots.Hour, 0.12, 0.37, 0.05);
        monitor.Ledger.AddRange(FakeFleets.Days(40, Snapshots.Hour));
        return monitor;
    }
}
