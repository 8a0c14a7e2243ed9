using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Model.Markets;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;
using Xunit;
using Domain = MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class MarketWireTests
{
    private static readonly Domain.MarketReading s_reading =
        new("price", 70_000, "USD/BTC", 5, 300_000, "stale", "article", "report", "The newest value is 6 min old.");

    [Fact]
    public void Each_section_goes_to_its_own_member_and_no_other()
    {
        (Domain.MarketSection Section, Func<MarketSnapshot, object?> Read)[] cases =
        [
            (new Domain.SpotSection(70_000, "single", [], 0.01, 70_000, []), market => market.Spot),
            (new Domain.LiquidationSection(1, 2, 3, 4, [], "observed liquidations", null, null, null), market => market.Liquidations),
            (new Domain.EtfSection([], -1057.3, null, true, []), market => market.Etf),
            (new Domain.SentimentSection([]), market => market.Sentiment),
            (new Domain.TreasurySection([]), market => market.Treasury),
            (new Domain.MinerFlowSection([]), market => market.MinerFlows),
            (new Domain.EnergySection([]), market => market.Energy),
        ];

        foreach (var (section, read) in cases)
        {
            var market = Encode(new Domain.MarketView("live", "any", 7, s_reading, section), ProtocolJson.Default.MarketSnapshot);

            Assert.NotNull(read(market));
            Assert.Equal(1, cases.Count(item => item.Read(market) is not null));
        }
    }

    [Fact]
    public void Reading_keeps_its_age_its_origin_and_the_reason()
    {
        var reading = Encode(
            new Domain.MarketView("feb-2026", "spot", 7, s_reading, new Domain.SpotSection(null, "missing", [], null, null, [])),
            ProtocolJson.Default.MarketSnapshot).Reading;

        Assert.Equal(
            (70_000, 5, 300_000, "stale", "article", "report"),
            (reading.Value, reading.AtMs, reading.AgeLimitMs, reading.State, reading.Origin, reading.Source));
        Assert.Equal(s_reading.MissingReason, reading.MissingReason);
    }

    [Fact]
    public void Fund_that_has_not_reported_is_absent_and_not_zero()
    {
        var funds = ImmutableSortedDictionary<string, double?>.Empty.Add("IBIT", 60).Add("GBTC", null).Add("HODL", 0);
        var report = new EtfReport(new DateOnly(2026, 2, 3), 60, funds, true, 0, "desk", "measured");
        var section = new Domain.EtfSection([new Domain.EtfDay(report, true, false)], null, null, false, []);

        var day = Assert.Single(Encode(new Domain.MarketView("live", "etf", 7, s_reading, section), ProtocolJson.Default.MarketSnapshot).Etf!.Days);

        Assert.Equal(("2026-02-03", true), (day.Date, day.Provisional));
        Assert.Equal(["HODL", "IBIT"], day.Funds!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Feeds_show_counts_and_state()
    {
        var line = new FeedLine(new FeedReport("push:desk", "spot", 12, 3, 900, 800, 300_000), "stale", "old", null);

        var feed = Assert.Single(Encode(new FeedBoardView("live", 1000, [line]), ProtocolJson.Default.FeedsSnapshot).Items);

        Assert.Equal(("push:desk", "spot", "stale", "old"), (feed.Feed, feed.Target, feed.State, feed.Reason));
        Assert.Equal((12, 3, 900, 800), (feed.Accepted, feed.Refused, feed.HeardAtMs, feed.ReadingAtMs));
    }

    [Fact]
    public void Observation_loses_no_member_on_its_way_to_the_grain()
    {
        var wire = typeof(MarketObservation).GetProperties().Select(member => member.Name);
        var grain = typeof(Domain.MarketObservation).GetProperties().Select(member => member.Name);

        Assert.Equal(wire.Append("Feed").Order(StringComparer.Ordinal), grain.Order(StringComparer.Ordinal));
        var seen = new MarketObservation { PriceUsd = 1, UsdtUsd = 2, Online = false, Alive = true, Label = "x", Funds = new Dictionary<string, double?> { ["A"] = null } };
        var taken = MarketWire.ToGrain(seen);
        Assert.Equal((1.0, 2.0, false, true, "x"), (taken.PriceUsd, taken.UsdtUsd, taken.Online, taken.Alive, taken.Label));
        Assert.Null(taken.Funds!["A"]);
    }

    private static TWire Encode<TDomain, TWire>(TDomain value, JsonTypeInfo<TWire> json) where TDomain : notnull =>
        JsonSerializer.Deserialize(new PayloadEncoder(LiveHosting.CreateWireMap()).Encode(value), json)!;
}
