using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Chain;

/// <summary>New coins per block, satoshi-exact: 50 BTC, halved each 210,000 blocks.</summary>
/// <remarks>The subsidy that hashprice uses is the one of the NEXT block, height + 1.</remarks>
public static class Subsidy
{
    public const int BlocksPerHalving = 210_000;

    private const long InitialSats = 50 * Sats.PerBitcoin;

    /// <summary>Subsidy of the block at <paramref name="height"/>; zero from height 6,930,000, where the shift leaves no satoshi.</summary>
    public static Sats AtHeight(int height)
    {
        var halvings = HalvingsAt(height);
        // Consensus defines zero from the 64th halving; a 64-bit shift by 64 would be a shift by 0.
        return new Sats(halvings >= 64 ? 0 : InitialSats >> halvings);
    }

    /// <summary>Number of halvings that took effect at or before <paramref name="height"/>.</summary>
    public static int HalvingsAt(int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        return height / BlocksPerHalving;
    }

    /// <summary>First height above <paramref name="height"/> whose subsidy is halved.</summary>
    public static int NextHalvingHeight(int height) => checked((HalvingsAt(height) + 1) * BlocksPerHalving);

    /// <summary>
    /// Coins issued by the blocks 0 to <paramref name="height"/>. About 220 BTC above the circulating supply that data vendors
    /// publish, since miners left some of their subsidy unclaimed.
    /// </summary>
    public static Sats SupplyAt(int height)
    {
        var halvings = HalvingsAt(height);
        var sats = 0L;
        for (var halving = 0; halving < halvings && halving < 64; halving++) sats += BlocksPerHalving * (InitialSats >> halving);
        var blocks = height - halvings * BlocksPerHalving + 1;
        return new Sats(sats + blocks * AtHeight(height).Value);
    }
}
