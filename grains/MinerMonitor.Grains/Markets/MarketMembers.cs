namespace MinerMonitor.Grains.Markets;

/// <summary>Which members of an observation belong to which market.</summary>
internal static class MarketMembers
{
    private static readonly (string Name, Func<MarketObservation, object?> Read, string[] Markets)[] s_members =
    [
        ("venue", o => o.Venue, [MarketName.Spot, MarketName.Liquidations]),
        ("quoteCurrency", o => o.QuoteCurrency, [MarketName.Spot]),
        ("priceUsd", o => o.PriceUsd, [MarketName.Spot]),
        ("bidUsd", o => o.BidUsd, [MarketName.Spot]),
        ("askUsd", o => o.AskUsd, [MarketName.Spot]),
        ("supportUsd", o => o.SupportUsd, [MarketName.Spot]),
        ("usdtUsd", o => o.UsdtUsd, [MarketName.Spot]),
        ("online", o => o.Online, [MarketName.Spot]),
        ("side", o => o.Side, [MarketName.Liquidations]),
        ("notionalUsd", o => o.NotionalUsd, [MarketName.Liquidations]),
        ("rolling24hUsd", o => o.Rolling24hUsd, [MarketName.Liquidations]),
        ("alive", o => o.Alive, [MarketName.Liquidations]),
        ("eventId", o => o.EventId, [MarketName.Liquidations]),
        ("coin", o => o.Coin, [MarketName.Liquidations]),
        ("date", o => o.Date, [MarketName.Etf, MarketName.Sentiment, MarketName.MinerFlows]),
        ("netFlowUsdM", o => o.NetFlowUsdM, [MarketName.Etf]),
        ("provisional", o => o.Provisional, [MarketName.Etf]),
        ("funds", o => o.Funds, [MarketName.Etf]),
        ("value", o => o.Value, [MarketName.Sentiment]),
        ("label", o => o.Label, [MarketName.Sentiment]),
        ("ticker", o => o.Ticker, [MarketName.Treasury]),
        ("month", o => o.Month, [MarketName.Treasury]),
        ("minedBtc", o => o.MinedBtc, [MarketName.Treasury]),
        ("soldBtc", o => o.SoldBtc, [MarketName.Treasury]),
        ("heldBtc", o => o.HeldBtc, [MarketName.Treasury]),
        ("hashrateEhs", o => o.HashrateEhs, [MarketName.Treasury]),
        ("toExchangesBtc", o => o.ToExchangesBtc, [MarketName.MinerFlows]),
        ("fromMs", o => o.FromMs, [MarketName.MinerFlows]),
        ("toMs", o => o.ToMs, [MarketName.MinerFlows]),
        ("zone", o => o.Zone, [MarketName.Energy]),
        ("priceUsdMwh", o => o.PriceUsdMwh, [MarketName.Energy]),
    ];

    /// <summary>A sentence that names the members that another market takes; null when there are none.</summary>
    public static string? FaultOf(string market, MarketObservation observation)
    {
        var foreign = s_members
            .Where(member => !member.Markets.Contains(market) && member.Read(observation) is not null)
            .Select(member => $"{member.Name} (of {string.Join(", ", member.Markets)})")
            .ToList();
        return foreign.Count == 0
            ? null
            : $"The market '{market}' does not take {string.Join(", ", foreign)}. It takes "
                + string.Join(", ", s_members.Where(member => member.Markets.Contains(market)).Select(member => member.Name)) + ".";
    }
}
