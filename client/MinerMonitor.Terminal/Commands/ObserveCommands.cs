using System.CommandLine;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>observe …</c>: feeds markets and chain by hand, so that everything works without the internet.</summary>
internal static class ObserveCommands
{
    public static Command Make(CommandHost host)
    {
        var common = new ObserveOptions();
        var command = new Command("observe", "Tell the monitor what a market or the chain did; needs an admin key.")
        {
            Price(host, common), Support(host, common), Block(host, common), Retarget(host, common), Liquidations(host, common), Etf(host, common), FearGreed(host, common),
            Treasury(host, common), MinerFlows(host, common), Energy(host, common),
        };
        foreach (var option in common.All)
        {
            command.Options.Add(option);
        }

        return command;
    }

    private static Command Price(CommandHost host, ObserveOptions common)
    {
        var usd = new Option<double>("--usd") { Description = "Price, USD per BTC", Required = true };
        var bid = new Option<double?>("--bid-usd") { Description = "Best bid" };
        var ask = new Option<double?>("--ask-usd") { Description = "Best ask" };
        var venue = new Option<string?>("--venue") { Description = "Venue of the price" };
        return Market(host, common, "price", "A price of bitcoin.", MarketNames.Spot, [usd, bid, ask, venue], parse => new MarketObservation
        {
            PriceUsd = parse.GetValue(usd), BidUsd = parse.GetValue(bid), AskUsd = parse.GetValue(ask), Venue = parse.GetValue(venue),
        });
    }

    private static Command Support(CommandHost host, ObserveOptions common)
    {
        var usd = new Option<double>("--usd") { Description = "Support level, USD per BTC; 0 removes it", Required = true };
        return Market(host, common, "support", "The support level of the price.", MarketNames.Spot, [usd], parse => new MarketObservation { SupportUsd = parse.GetValue(usd) });
    }

    private static Command Liquidations(CommandHost host, ObserveOptions common)
    {
        var rolling = new Option<double?>("--rolling-24h-usd") { Description = "The venue's own figure of the last 24 hours, both sides, USD" };
        var side = new Option<string?>("--side") { Description = "Liquidated side of one event: long or short" };
        side.AcceptOnlyFromAmong("long", "short");
        var notional = new Option<double?>("--notional-usd") { Description = "Size of that event, USD" };
        var venue = new Option<string?>("--venue") { Description = "Venue" };
        return Market(host, common, "liquidations", "Forced closings: one event, or a venue's 24-hour figure.", MarketNames.Liquidations, [rolling, side, notional, venue], parse =>
        {
            if ((parse.GetValue(side) is null) != (parse.GetValue(notional) is null))
            {
                throw new InputException("An event needs both --side and --notional-usd.");
            }

            if (parse.GetValue(rolling) is null && parse.GetValue(side) is null)
            {
                throw new InputException("Give --rolling-24h-usd, or --side and --notional-usd.");
            }

            return new MarketObservation
            {
                Rolling24hUsd = parse.GetValue(rolling), Side = parse.GetValue(side), NotionalUsd = parse.GetValue(notional), Venue = parse.GetValue(venue),
            };
        });
    }

    private static Command Etf(CommandHost host, ObserveOptions common)
    {
        var date = Date("U.S. trading day");
        var flow = new Option<double>("--net-flow-usd-m") { Description = "Net flow, million USD; negative is an outflow", Required = true };
        var provisional = new Option<bool>("--provisional") { Description = "Some funds have not reported yet" };
        return Market(host, common, "etf", "Net flow of U.S. spot funds.", MarketNames.Etf, [date, flow, provisional], parse => new MarketObservation
        {
            Date = parse.GetValue(date), NetFlowUsdM = parse.GetValue(flow), Provisional = parse.GetValue(provisional) ? true : null,
        });
    }

    private static Command FearGreed(CommandHost host, ObserveOptions common)
    {
        var date = Date("Day");
        var value = new Option<double>("--value") { Description = "0 (extreme fear) to 100 (extreme greed)", Required = true };
        return Market(host, common, "fear-greed", "The Fear and Greed index.", MarketNames.Sentiment, [date, value], parse => new MarketObservation
        {
            Date = parse.GetValue(date), Value = parse.GetValue(value),
        });
    }

    private static Command Treasury(CommandHost host, ObserveOptions common)
    {
        var ticker = new Option<string>("--ticker") { Description = "Company", Required = true };
        var month = new Option<string>("--month") { Description = "Month, yyyy-MM", Required = true };
        var mined = new Option<double?>("--mined-btc") { Description = "BTC mined" };
        var sold = new Option<double?>("--sold-btc") { Description = "BTC sold" };
        var held = new Option<double?>("--held-btc") { Description = "BTC held at the end of the month" };
        var hashrate = new Option<double?>("--hashrate-ehs") { Description = "Hashrate at the end of the month, EH/s" };
        return Market(host, common, "treasury", "What a listed miner mined, sold and holds.", MarketNames.Treasury, [ticker, month, mined, sold, held, hashrate], parse => new MarketObservation
        {
            Ticker = parse.GetValue(ticker), Month = parse.GetValue(month), MinedBtc = parse.GetValue(mined), SoldBtc = parse.GetValue(sold),
            HeldBtc = parse.GetValue(held), HashrateEhs = parse.GetValue(hashrate),
        });
    }

    private static Command MinerFlows(CommandHost host, ObserveOptions common)
    {
        var date = Date("Day");
        var btc = new Option<double>("--to-exchanges-btc") { Description = "BTC from miners to exchanges", Required = true };
        return Market(host, common, "miner-flows", "Coins that miners sent to exchanges.", MarketNames.MinerFlows, [date, btc], parse => new MarketObservation
        {
            Date = parse.GetValue(date), ToExchangesBtc = parse.GetValue(btc),
        });
    }

    private static Command Energy(CommandHost host, ObserveOptions common)
    {
        var zone = new Option<string>("--zone") { Description = "Price zone", Required = true };
        var usd = new Option<double>("--usd-mwh") { Description = "USD per MWh; may be negative", Required = true };
        return Market(host, common, "energy", "A wholesale price of electricity.", MarketNames.Energy, [zone, usd], parse => new MarketObservation
        {
            Zone = parse.GetValue(zone), PriceUsdMwh = parse.GetValue(usd),
        });
    }

    private static Command Block(CommandHost host, ObserveOptions common)
    {
        var height = new Option<int?>("--height") { Description = "Height of the newest block" };
        var hash = new Option<string?>("--hash") { Description = "Its hash" };
        var blockAt = new Option<DateTimeOffset?>("--block-at") { Description = "Time in its header, ISO 8601" };
        var difficulty = new Option<double?>("--difficulty") { Description = "Difficulty in force" };
        var bits = new Option<string?>("--bits") { Description = "Compact target, 8 hex digits" };
        var fees = new Option<double?>("--fees-btc") { Description = "Fees of that block, BTC" };
        var meanFee = new Option<double?>("--fee-per-block-btc") { Description = "Mean fees per block over 7 days, BTC" };
        var epochStart = new Option<DateTimeOffset?>("--epoch-start-at") { Description = "Time of the first block of the epoch, ISO 8601" };
        var supply = new Option<double?>("--supply-btc") { Description = "Circulating supply, BTC" };
        var change = new Option<double?>("--last-retarget-percent") { Description = "Change of the last retarget, percent" };
        var command = new Command("block", "The newest block and what is known of the chain.")
        {
            height, hash, blockAt, difficulty, bits, fees, meanFee, epochStart, supply, change,
        };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var observation = new NetworkObservation
            {
                BlockHeight = parse.GetValue(height),
                BlockHash = parse.GetValue(hash),
                BlockAtMs = parse.GetValue(blockAt)?.ToUnixTimeMilliseconds(),
                Difficulty = parse.GetValue(difficulty),
                Bits = parse.GetValue(bits),
                FeesBtc = parse.GetValue(fees),
                FeePerBlockBtc = parse.GetValue(meanFee),
                EpochStartAtMs = parse.GetValue(epochStart)?.ToUnixTimeMilliseconds(),
                SupplyBtc = parse.GetValue(supply),
                LastRetargetChange = parse.GetValue(change) / 100,
                AtMs = parse.GetValue(common.At)?.ToUnixTimeMilliseconds(),
                Source = parse.GetValue(common.Source),
                Origin = parse.GetValue(common.Origin),
            };
            return await SendAsync(session, observation, parse.GetValue(common.World)!, "the chain", cancellationToken);
        });
        return command;
    }

    private static Command Retarget(CommandHost host, ObserveOptions common)
    {
        var change = new Option<double>("--quoted-percent") { Description = "Change that was published, percent", Required = true };
        var date = new Option<string?>("--date") { Description = "UTC day for which it was published, yyyy-MM-dd" };
        var command = new Command("retarget", "A forecast of the coming retarget that somebody published; shown beside the computed one.") { change, date };
        host.On(command, (session, parse, cancellationToken) => SendAsync(
            session,
            new NetworkObservation
            {
                QuotedRetargetChange = parse.GetValue(change) / 100,
                QuotedRetargetDate = parse.GetValue(date),
                AtMs = parse.GetValue(common.At)?.ToUnixTimeMilliseconds(),
                Source = parse.GetValue(common.Source),
                Origin = parse.GetValue(common.Origin),
            },
            parse.GetValue(common.World)!, "a quoted retarget", cancellationToken));
        return command;
    }

    private static async Task<int> SendAsync(Session session, NetworkObservation observation, string world, string what, CancellationToken cancellationToken)
    {
        await session.Client.ObserveNetworkAsync([observation], world, cancellationToken);
        session.WriteLine($"Observed {what} of {world}.");
        return ExitCodes.Ok;
    }

    private static Option<string?> Date(string what) => new("--date") { Description = $"{what}, yyyy-MM-dd", Required = true };

    private static Command Market(
        CommandHost host, ObserveOptions common, string name, string description, string market, Option[] options, Func<ParseResult, MarketObservation> read)
    {
        var command = new Command(name, description);
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        host.On(command, async (session, parse, cancellationToken) =>
        {
            var observation = read(parse) with
            {
                AtMs = parse.GetValue(common.At)?.ToUnixTimeMilliseconds(),
                Source = parse.GetValue(common.Source),
                Origin = parse.GetValue(common.Origin),
            };
            var world = parse.GetValue(common.World)!;
            await session.Client.ObserveMarketAsync(market, [observation], world, cancellationToken);
            session.WriteLine($"Observed {name} in {world}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
