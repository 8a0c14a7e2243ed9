using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Rolling figures while connections come and go at random: planned replacements lose and double nothing, losses show as missing coverage.</summary>
public sealed class ReconnectStormTests
{
    private const int EverySec = 2;
    private static readonly DateTimeOffset s_now = DateTimeOffset.Parse("2026-10-09T18:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Planned_replacements_lose_nothing_and_double_nothing()
    {
        await using var storm = await Storm.StartAsync();
        var random = new Random(21);
        for (var i = 0; i < 60; i++)
        {
            await storm.LiquidateAsync();
            if (random.Next(5) == 0)
            {
                await storm.Stub.SendAsync(OkxLiquidationStub.ClosesSoon);
            }
        }

        var venue = storm.Venue;
        Assert.Equal((double)storm.SentUsd, venue.TotalUsd!.Value, 1e-3);
        Assert.True(storm.Stub.Connections >= 5, $"only {storm.Stub.Connections} connections: no storm");
        Assert.True(storm.Duplicates > 0, "no event came twice: the overlaps were not tried");
        Assert.Equal(storm.SinceAliveMs, venue.Coverage!.Value * LiquidationWindow.WindowMs, 1.0);
        Assert.Empty(storm.Server.Faults);
    }

    [Fact]
    public async Task Losses_are_missing_coverage_and_never_a_wrong_sum()
    {
        await using var storm = await Storm.StartAsync();
        var random = new Random(22);
        long goneMs = 0;
        for (var loss = 0; loss < 4; loss++)
        {
            for (var i = random.Next(2, 8); i > 0; i--)
            {
                await storm.LiquidateAsync();
                if (random.Next(4) == 0)
                {
                    await storm.Stub.SendAsync(OkxLiquidationStub.ClosesSoon);
                }
            }

            goneMs += await storm.LoseAsync();
        }

        await storm.LiquidateAsync();

        var venue = storm.Venue;
        Assert.Equal((double)storm.SentUsd, venue.TotalUsd!.Value, 1e-3);
        Assert.True(goneMs > 0, "nothing was ever away");
        Assert.InRange(venue.Coverage!.Value * LiquidationWindow.WindowMs, 1, storm.SinceAliveMs - goneMs);
        Assert.Empty(storm.Server.Faults);
    }

    /// <summary>A venue, an adapter and what a market makes of it, on one clock that moves only when a test says so.</summary>
    private sealed class Storm : IAsyncDisposable
    {
        private readonly FakeTimeProvider _time = new(s_now);
        private readonly LiquidationWindow _window = new();
        private readonly RecentEvents _recent = new();
        private readonly HashSet<string> _taken = [];
        private AdapterRun _run = null!;
        private long _number;
        private long _aliveSinceMs;

        private Storm(StubServer server)
        {
            Server = server;
            Stub = new OkxLiquidationStub(_time) { Every = null };
            Stub.Map(server);
        }

        public StubServer Server { get; }

        public OkxLiquidationStub Stub { get; }

        public decimal SentUsd { get; private set; }

        public int Duplicates { get; private set; }

        public VenueTotal Venue => _window.At(NowMs).Venues.Single();

        public long SinceAliveMs => NowMs - _aliveSinceMs;

        private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

        public static async Task<Storm> StartAsync()
        {
            var storm = new Storm(await StubServer.StartAsync());
            storm._run = AdapterRun.Start("okx-liquidations", storm._time, [.. storm.Stub.Settings(storm.Server)]);
            await storm._run.MoveOnUntilAsync(() => storm.IsLive, "a live feed");
            storm.Drain();
            storm._aliveSinceMs = storm.Venue.HeardAtMs;
            return storm;
        }

        /// <summary>One event on every connection, and two seconds in which anything may happen.</summary>
        public async Task LiquidateAsync()
        {
            var liquidation = StubLiquidation.Numbered(++_number, NowMs);
            SentUsd += liquidation.NotionalUsd;
            await Stub.LiquidateAsync(liquidation);
            await _run.UntilAsync(() => Drain().Count == _number, $"event {_number}");
            var until = NowMs + (EverySec * 1_000);
            await _run.MoveOnUntilAsync(() => NowMs >= until, "two seconds");
            Drain();
        }

        /// <summary>Drops every connection and waits until the feed is back; answers for how long nobody listened.</summary>
        public async Task<long> LoseAsync()
        {
            var settled = NowMs + 10_000;
            await _run.MoveOnUntilAsync(() => NowMs >= settled, "the end of replacements that have begun");
            Drain();
            var (losses, atMs) = (Losses, NowMs);
            Stub.Abort();
            await _run.UntilAsync(() => Stub.Open.Count == 0 && Losses > losses, "the loss");
            await _run.MoveOnUntilAsync(() => Stub.Subscribed.Count > 0, "another connection");
            var goneMs = NowMs - atMs;
            await _run.MoveOnUntilAsync(() => IsLive, "a live feed");
            return goneMs;
        }

        public async ValueTask DisposeAsync()
        {
            await _run.DisposeAsync();
            await Server.DisposeAsync();
        }

        private bool IsLive => _run.Meter.State == InputState.Live;

        private long Losses => _run.Meter.Read().Reconnects.Where(entry => entry.Key != "asked").Sum(entry => entry.Value);

        /// <summary>Does with the readings what the market does.</summary>
        private HashSet<string> Drain()
        {
            foreach (var seen in _run.Sink.Take().Markets.GetValueOrDefault(MarketName.Liquidations, []))
            {
                switch (seen)
                {
                    case { Alive: true }:
                        _window.Hear(seen.Venue!, seen.AtMs!.Value);
                        break;
                    case { Alive: false }:
                        _window.Lose(seen.Venue!, seen.AtMs!.Value);
                        break;
                    case var again when _recent.Knows(again.Venue!, again.EventId!, NowMs):
                        Duplicates++;
                        break;
                    default:
                        _recent.Add(seen.Venue!, seen.EventId!, NowMs);
                        _taken.Add(seen.EventId!);
                        var side = seen.Side == "long" ? LiquidatedSide.Long : LiquidatedSide.Short;
                        Assert.Null(_window.Add(seen.Venue!, side, seen.NotionalUsd!.Value, seen.AtMs!.Value, NowMs, out _, seen.Coin));
                        break;
                }
            }

            return _taken;
        }
    }
}
