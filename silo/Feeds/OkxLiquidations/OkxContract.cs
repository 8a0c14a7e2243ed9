using System.Collections.Frozen;
using System.Text.Json;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.OkxLiquidations;

/// <summary>What one contract of OKX is. Only the exact instrument says it: BTC-USDT-SWAP is 0.01 BTC, BTC-USD-SWAP is 100 USD, BTC-USD_UM-261030 is 0.01 BTC.</summary>
/// <param name="IsInverse">True when a contract is an amount of USD, false when it is one of coins.</param>
/// <param name="Size">USD or coins of one contract.</param>
/// <param name="Coin">Base coin.</param>
internal sealed record OkxContract(bool IsInverse, decimal Size, string Coin)
{
    /// <summary>Fetches the contracts of some kinds: <c>GET api/v5/public/instruments</c>.</summary>
    /// <exception cref="FeedHttpException">No usable answer; OKX tells errors with HTTP 200.</exception>
    /// <exception cref="FeedFormatException">The answer is not what it should be.</exception>
    public static async Task<FrozenDictionary<string, OkxContract>> FetchAsync(
        FeedHttp http, Uri address, IReadOnlyList<string> instTypes, CancellationToken cancellationToken)
    {
        var contracts = new Dictionary<string, OkxContract>(StringComparer.Ordinal);
        foreach (var instType in instTypes)
        {
            using var document = await http.GetJsonAsync(new Uri(address, $"api/v5/public/instruments?instType={Uri.EscapeDataString(instType)}"), cancellationToken);
            var root = document.RootElement;
            if (root.Text("code") is not "0")
            {
                throw new FeedHttpException("refused", $"{address.Host} did not list its {instType} contracts: {root.Text("msg")} (code {root.Text("code")}).");
            }

            foreach (var (instrument, contract) in ReadAll(root))
            {
                contracts[instrument] = contract;
            }
        }

        return contracts.Count > 0 ? contracts.ToFrozenDictionary(StringComparer.Ordinal) : throw new FeedFormatException($"{address.Host} lists no contract that is counted in USD.");
    }

    /// <summary>The contracts of an answer that count in USD.</summary>
    public static IEnumerable<(string Instrument, OkxContract Contract)> ReadAll(JsonElement answer) =>
        from item in answer.GetProperty("data").EnumerateArray()
        let contract = Read(item)
        where contract is not null
        select (item.GetProperty("instId").GetString()!, contract);

    /// <summary>Reads one; null when it is not counted in USD, or not listed with its size yet.</summary>
    private static OkxContract? Read(JsonElement item)
    {
        var (size, multiplier) = (item.Number("ctVal"), item.Number("ctMult") ?? 1);
        var (unit, settles) = (item.Text("ctValCcy"), item.Text("settleCcy"));
        if (size is not > 0 || multiplier <= 0 || string.IsNullOrEmpty(unit) || string.IsNullOrEmpty(settles))
        {
            return null;
        }

        return item.Text("ctType") switch
        {
            "linear" when IsDollar(settles) => new OkxContract(false, size.Value * multiplier, unit),
            "inverse" when IsDollar(unit) => new OkxContract(true, size.Value, settles),
            _ => null,
        };
    }

    private static bool IsDollar(string currency) => currency.StartsWith("USD", StringComparison.Ordinal);
}
