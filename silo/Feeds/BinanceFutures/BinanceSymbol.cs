using System.Text.RegularExpressions;

namespace MinerMonitor.Silo.Feeds.BinanceFutures;

/// <summary>What a symbol of Binance's futures says: BTCUSDT, BTCUSDT_261225, BTCUSD_PERP, BTCUSD_261225.</summary>
/// <param name="IsCoinMargined">True for COIN-M, whose contracts are USD.</param>
/// <param name="Coin">Base coin.</param>
internal sealed partial record BinanceSymbol(bool IsCoinMargined, string Coin)
{
    private const decimal BitcoinContractUsd = 100;
    private const decimal ContractUsd = 10;

    // ETHBTC is quoted in bitcoin: what is not quoted in a dollar has no size in USD here.
    private static readonly string[] s_dollars = ["USDT", "USDC", "FDUSD", "BUSD", "BFUSD", "USD1"];

    /// <summary>What one contract of COIN-M is worth, USD.</summary>
    public decimal CoinContractUsd => Coin == "BTC" ? BitcoinContractUsd : ContractUsd;

    /// <summary>Reads one; null when it is quoted in no dollar.</summary>
    public static BinanceSymbol? Read(string symbol)
    {
        if (CoinMargined().Match(symbol) is { Success: true } coin)
        {
            return new BinanceSymbol(true, coin.Groups["coin"].Value);
        }

        var pair = Dated().Replace(symbol, "");
        return s_dollars.FirstOrDefault(dollar => pair.Length > dollar.Length && pair.EndsWith(dollar, StringComparison.Ordinal)) is { } quote
            ? new BinanceSymbol(false, pair[..^quote.Length])
            : null;
    }

    [GeneratedRegex("^(?<coin>.+)USD_(PERP|[0-9]{6})$")]
    private static partial Regex CoinMargined();

    [GeneratedRegex("_[0-9]{6}$")]
    private static partial Regex Dated();
}
