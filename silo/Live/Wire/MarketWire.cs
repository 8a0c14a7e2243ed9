using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Model.Markets;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Server;
using Domain = MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of markets and feeds.</summary>
internal static class MarketWire
{
    private const string SentimentAttribution = "Fear and Greed index by alternative.me";

    /// <summary>Registers the forms.</summary>
    public static void Register(WireMap map) => map
        .Register<Domain.MarketView, MarketSnapshot>(ToWire, ProtocolJson.Default.MarketSnapshot)
        .Register<Domain.MarketBoardView, MarketsSnapshot>(ToWire, ProtocolJson.Default.MarketsSnapshot)
        .Register<FeedBoardView, FeedsSnapshot>(ToWire, ProtocolJson.Default.FeedsSnapshot);

    /// <summary>An observation as grains take it.</summary>
    public static Domain.MarketObservation ToGrain(MarketObservation seen) => new()
    {
        AtMs = seen.AtMs,
        Source = seen.Source,
        Origin = seen.Origin,
        Venue = seen.Venue,
        QuoteCurrency = seen.QuoteCurrency,
        PriceUsd = seen.PriceUsd,
        BidUsd = seen.BidUsd,
        AskUsd = seen.AskUsd,
        SupportUsd = seen.SupportUsd,
        UsdtUsd = seen.UsdtUsd,
        Online = seen.Online,
        Side = seen.Side,
        NotionalUsd = seen.NotionalUsd,
        Rolling24hUsd = seen.Rolling24hUsd,
        Alive = seen.Alive,
        EventId = seen.EventId,
        Coin = seen.Coin,
        Date = seen.Date,
        NetFlowUsdM = seen.NetFlowUsdM,
        Provisional = seen.Provisional,
        Funds = seen.Funds?.ToImmutableDictionary(),
        Value = seen.Value,
        Label = seen.Label,
        Ticker = seen.Ticker,
        Month = seen.Month,
        MinedBtc = seen.MinedBtc,
        SoldBtc = seen.SoldBtc,
        HeldBtc = seen.HeldBtc,
        HashrateEhs = seen.HashrateEhs,
        ToExchangesBtc = seen.ToExchangesBtc,
        FromMs = seen.FromMs,
        ToMs = seen.ToMs,
        Zone = seen.Zone,
        PriceUsdMwh = seen.PriceUsdMwh,
    };

    private static MarketsSnapshot ToWire(Domain.MarketBoardView board) => new()
    {
        World = board.World,
        AsOfMs = board.AsOfMs,
        Items = [.. board.Items.Select(ToWire)],
    };

    private static MarketSnapshot ToWire(Domain.MarketView view) => new()
    {
        World = view.World,
        Market = view.Market,
        AsOfMs = view.AsOfMs,
        Reading = new InputReading
        {
            Id = view.Reading.Id,
            Value = view.Reading.Value,
            Unit = view.Reading.Unit,
            AtMs = view.Reading.AtMs,
            AgeLimitMs = view.Reading.AgeLimitMs,
            State = view.Reading.State,
            Origin = view.Reading.Origin,
            Source = view.Reading.Source,
            MissingReason = view.Reading.MissingReason,
        },
        Spot = view.Section is Domain.SpotSection spot ? ToWire(spot) : null,
        Liquidations = view.Section is Domain.LiquidationSection liquidations ? ToWire(liquidations) : null,
        Etf = view.Section is Domain.EtfSection etf ? ToWire(etf) : null,
        Sentiment = view.Section is Domain.SentimentSection sentiment ? ToWire(sentiment) : null,
        Treasury = view.Section is Domain.TreasurySection treasury ? new TreasurySection { Months = [.. treasury.Months.Select(ToWire)] } : null,
        MinerFlows = view.Section is Domain.MinerFlowSection flows ? new MinerFlowsSection { Days = [.. flows.Days.Select(ToWire)] } : null,
        Energy = view.Section is Domain.EnergySection energy ? new EnergySection { Zones = [.. energy.Zones.Select(ToWire)] } : null,
    };

    private static SpotSection ToWire(Domain.SpotSection spot) => new()
    {
        PriceUsd = spot.PriceUsd,
        Quality = spot.Quality,
        Flags = spot.Flags,
        Change24h = spot.Change24h,
        SupportUsd = spot.SupportUsd,
        Venues =
        [
            .. spot.Venues.Select(venue => new VenuePrice
            {
                Venue = venue.Venue,
                QuoteCurrency = venue.QuoteCurrency,
                PriceUsd = venue.PriceUsd,
                AtMs = venue.AtMs,
                Used = venue.OutReason is null,
                OutReason = venue.OutReason,
            }),
        ],
    };

    private static LiquidationsSection ToWire(Domain.LiquidationSection liquidations) => new()
    {
        TotalUsd = liquidations.TotalUsd,
        LongUsd = liquidations.LongUsd,
        ShortUsd = liquidations.ShortUsd,
        SinceMs = liquidations.SinceMs,
        Venues =
        [
            .. liquidations.Venues.Select(venue => new VenueLiquidations
            {
                Venue = venue.Venue,
                LongUsd = venue.LongUsd,
                ShortUsd = venue.ShortUsd,
                TotalUsd = venue.TotalUsd,
                Coverage = venue.Coverage,
                HeardAtMs = venue.HeardAtMs,
                UnderCounts = venue.UnderCounts,
                HourLongUsd = venue.LastHour?.LongUsd,
                HourShortUsd = venue.LastHour?.ShortUsd,
                BitcoinLongUsd = venue.Bitcoin?.LongUsd,
                BitcoinShortUsd = venue.Bitcoin?.ShortUsd,
            }),
        ],
        Label = liquidations.Label,
        HourLongUsd = liquidations.LastHour?.LongUsd,
        HourShortUsd = liquidations.LastHour?.ShortUsd,
        BitcoinLongUsd = liquidations.Bitcoin?.LongUsd,
        BitcoinShortUsd = liquidations.Bitcoin?.ShortUsd,
        Largest = liquidations.Largest is { } largest
            ? new LargestLiquidation
            {
                Venue = largest.Venue,
                Side = largest.Side == LiquidatedSide.Long ? "long" : "short",
                Coin = largest.Coin,
                NotionalUsd = largest.NotionalUsd,
                AtMs = largest.AtMs,
            }
            : null,
    };

    private static EtfSection ToWire(Domain.EtfSection etf) => new()
    {
        Days =
        [
            .. etf.Days.Select(day => new EtfDay
            {
                Date = WireDates.Iso(day.Report.Date),
                NetFlowUsdM = day.Report.NetFlowUsdM,
                Provisional = day.Provisional,
                Reversal = day.Reversal,
                Origin = day.Report.Origin,
                Funds = day.Report.Funds.Count == 0
                    ? null
                    : day.Report.Funds.Where(fund => fund.Value is not null).ToDictionary(fund => fund.Key, fund => fund.Value!.Value),
            }),
        ],
        Sum5UsdM = etf.Sum5UsdM,
        YearToDateUsdM = etf.YearToDateUsdM,
        Reversal = etf.Reversal,
        Years =
        [
            .. etf.Years.Select(year => new Protocol.Markets.EtfYear
            {
                Year = year.Year, NetFlowUsdM = year.NetFlowUsdM, Days = year.Days, From = WireDates.Iso(year.From), FromStart = year.IsFromStart,
            }),
        ],
    };

    private static SentimentSection ToWire(Domain.SentimentSection sentiment) => new()
    {
        Days = [.. sentiment.Days.Select(day => new SentimentDay { Date = WireDates.Iso(day.Date), Value = day.Value, Label = day.Label })],
        Attribution = SentimentAttribution,
    };

    private static TreasuryMonth ToWire(TreasuryReport row) => new()
    {
        Ticker = row.Ticker,
        Month = row.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        MinedBtc = row.MinedBtc,
        SoldBtc = row.SoldBtc,
        HeldBtc = row.HeldBtc,
        HashrateEhs = row.HashrateEhs,
        Source = row.Source,
    };

    private static MinerFlowDay ToWire(MinerFlowReport day) =>
        new() { Date = WireDates.Iso(day.Date), ToExchangesBtc = day.ToExchangesBtc, Coverage = day.Coverage < 1 ? day.Coverage : null, Source = day.Source };

    private static EnergyPrice ToWire(ZonePrice zone) =>
        new() { Zone = zone.Zone, PriceUsdMwh = zone.PriceUsdMwh, AtMs = zone.AtMs, Source = zone.Source };

    private static FeedsSnapshot ToWire(FeedBoardView board) => new()
    {
        World = board.World,
        AsOfMs = board.AsOfMs,
        Items =
        [
            .. board.Items.Select(line => new FeedHealth
            {
                Feed = line.Report.Feed,
                Target = line.Report.Target,
                State = line.State,
                Reason = line.Reason,
                HeardAtMs = line.Report.HeardAtMs,
                ReadingAtMs = line.Status is { } status ? status.ReadingAtMs : line.Report.ReadingAtMs, // a market counts signs of life too
                Accepted = line.Report.Accepted,
                Duplicates = line.Report.Duplicates,
                Refused = line.Report.Refused + (line.Status?.Refusals.Values.Sum() ?? 0),
                Messages = line.Status?.Messages ?? 0,
                Bytes = line.Status?.Bytes ?? 0,
                SinceMs = line.Status?.SinceMs,
                LivelyAtMs = line.Status?.LivelyAtMs,
                RefusalsByReason = line.Status?.Refusals,
                Reconnects = line.Status?.Reconnects.Values.Sum() ?? 0,
                ReconnectsByReason = line.Status?.Reconnects,
                LagMs = line.Status?.LagP50Ms,
                LagP99Ms = line.Status?.LagP99Ms,
                ClockAheadMs = line.Status?.ClockAheadMs,
                Title = line.Status?.Feed.Title,
                Attribution = line.Status?.Feed.Attribution,
                Progress = line.Status?.Progress,
                Endpoint = line.Status?.Endpoint,
                Silo = line.Status?.Silo,
            }),
        ],
    };
}
