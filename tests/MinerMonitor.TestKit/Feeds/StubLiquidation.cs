namespace MinerMonitor.TestKit.Feeds;

/// <summary>One position that a made-up venue closes by force.</summary>
/// <param name="Coin">Base coin: BTC, ETH or SOL.</param>
/// <param name="IsLong">True for a long.</param>
/// <param name="Quantity">Coins.</param>
/// <param name="PriceUsd">Price, USD a coin.</param>
/// <param name="AtMs">Time of the event, Unix milliseconds.</param>
public sealed record StubLiquidation(string Coin, bool IsLong, decimal Quantity, decimal PriceUsd, long AtMs)
{
    private static readonly (string Coin, decimal PriceUsd)[] s_coins = [("BTC", 81_200.5m), ("ETH", 2_950.25m), ("SOL", 151.3m)];

    /// <summary>Size, USD.</summary>
    public decimal NotionalUsd => Quantity * PriceUsd;

    /// <summary>The event of a number: the same number is always the same event.</summary>
    public static StubLiquidation Numbered(long number, long atMs)
    {
        var (coin, priceUsd) = s_coins[number % s_coins.Length];
        return new StubLiquidation(coin, number % 5 != 0, 0.1m * ((number % 37) + 1), priceUsd + (number % 11), atMs);
    }
}
