using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>What the sessions of all spot venues share: pairs, order, refusals, and what counts as a quote.</summary>
/// <param name="link">Where readings and health go.</param>
/// <param name="title">Name of the venue for people.</param>
/// <param name="venue">Name of the venue in the market.</param>
/// <param name="pairs">What is asked for; one subscription a pair.</param>
internal abstract class SpotSession(FeedLink link, string title, string venue, IReadOnlyList<SpotPair> pairs) : SocketSession(link)
{
    private static readonly TimeSpan s_refusedAgain = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_partlyRefusedAgain = TimeSpan.FromMinutes(10);

    private readonly StreamOrder _order = new();
    private readonly bool _hasBitcoin = pairs.Any(pair => pair.QuoteCurrency is not null);
    private int _refusals;
    private string? _refused;
    private string? _offline;
    private long _refusedAt;

    /// <inheritdoc/>
    public override string? DegradedReason => _offline ?? _refused;

    /// <summary>What is asked for.</summary>
    protected IReadOnlyList<SpotPair> Pairs => pairs;

    /// <summary>Order of the streams of this connection.</summary>
    protected StreamOrder Order => _order;

    /// <summary>Reason for which the venue is out although it is connected; null while it trades.</summary>
    protected string? OfflineReason
    {
        get => _offline;
        set => _offline = value;
    }

    /// <summary>The pair of a symbol; null, and counted, when nobody asked for it.</summary>
    protected SpotPair? Find(string? symbol)
    {
        foreach (var pair in pairs)
        {
            if (string.Equals(pair.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
            {
                return pair;
            }
        }

        Meter.Count("other-symbol");
        return null;
    }

    /// <summary>False, and counted, for what is older than what was there. The same again is taken: some venues repeat it to say that it still holds.</summary>
    protected bool IsCurrent(string stream, long? number)
    {
        if (number is null || _order.Take(stream, number.Value).Sign >= 0)
        {
            return true;
        }

        Meter.Count("out-of-order");
        return false;
    }

    /// <summary>Takes best bid and ask, or counts that there are none.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="bid">Best bid; null where there is none.</param>
    /// <param name="ask">Best ask; null where there is none.</param>
    /// <param name="epoch">The venue's time in s, ms or µs; null when it gives none.</param>
    /// <param name="receivedAtMs">Receipt, Unix milliseconds.</param>
    protected void TakeQuote(SpotPair pair, decimal? bid, decimal? ask, long? epoch, long receivedAtMs)
    {
        if (!_hasBitcoin || pair.QuoteCurrency is not null)
        {
            HearLife();
        }

        if (bid is not > 0 || ask is not > 0)
        {
            Meter.Count("no-price");
            return;
        }

        var at = Meter.TimeOf(epoch, receivedAtMs);
        Sink.Replace(
            MarketName.Spot,
            pair.Symbol,
            pair.QuoteCurrency is { } currency
                ? SpotQuotes.Quote(venue, currency, (double)bid.Value, (double)ask.Value, at)
                : SpotQuotes.Tether(venue, (double)bid.Value, (double)ask.Value, at),
            at);
    }

    /// <summary>Takes a trade of bitcoin; what came before is counted as duplicate or out of order.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="id">The venue's id, which counts up.</param>
    /// <param name="price">Price.</param>
    /// <param name="epoch">The venue's time in s, ms or µs.</param>
    /// <param name="receivedAtMs">Receipt, Unix milliseconds.</param>
    /// <param name="areIdsDense">True when a number that is left out is a trade that was lost.</param>
    protected void TakeTrade(SpotPair pair, long id, decimal? price, long? epoch, long receivedAtMs, bool areIdsDense)
    {
        var step = _order.Take($"trade/{pair.Symbol}", id);
        if (step.Sign <= 0)
        {
            Meter.Count(step.Sign == 0 ? "duplicate" : "out-of-order");
            return;
        }

        if (areIdsDense && step.Skipped > 0)
        {
            Meter.Count("gap"); // only the last trade is of use here, so there is nothing to repair
        }

        if (price is not > 0)
        {
            Meter.Count("no-price");
            return;
        }

        if (pair.QuoteCurrency is { } currency)
        {
            var at = Meter.TimeOf(epoch, receivedAtMs);
            Sink.Replace(MarketName.Spot, $"{pair.Symbol}/trade", SpotQuotes.Trade(venue, currency, (double)price.Value, at), at);
        }
    }

    /// <summary>Notes that the venue refused one subscription. With none left the connection is given up for a minute; else the refused one is tried again later.</summary>
    /// <param name="words">The venue's words.</param>
    protected void Refused(string? words)
    {
        _refused = $"{title} refused a subscription: {words?.TrimEnd('.')}. Check Symbols and Urls of this feed.";
        _refusedAt = Time.GetTimestamp();
        if (++_refusals >= pairs.Count)
        {
            Fail("refused", _refused, s_refusedAgain);
        }
    }

    /// <inheritdoc/>
    public override void Look()
    {
        if (_refused is not null && Time.GetElapsedTime(_refusedAt) > s_partlyRefusedAgain)
        {
            Replace("refused");
        }
    }
}
