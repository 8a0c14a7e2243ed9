using System.Runtime.InteropServices;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>What the sessions of all venues of liquidations share: signs of life that count as coverage, and what counts as an event.</summary>
/// <remarks>A quiet stream is normal, so the market is told that the venue is heard; when the connection is lost it is told that too, for what is missed cannot be had again.</remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="venue">Name of the venue in the market.</param>
internal abstract class LiquidationSession(FeedLink link, string venue) : SocketSession(link)
{
    /// <summary>Venues push what they gathered over a second: what is on its way on one connection may not be on the other.</summary>
    protected static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(10); // a sign of life is good for 30 s
    private long? _toldAt;

    /// <inheritdoc/>
    public override void Lose(long heardAtMs) => Tell(alive: false, heardAtMs);

    /// <summary>Notes that events would come if there were any.</summary>
    protected void HearVenue()
    {
        HearLife();
        if (_toldAt is not { } told || Time.GetElapsedTime(told) >= s_tellEvery)
        {
            _toldAt = Time.GetTimestamp();
            Tell(alive: true, Meter.NowMs);
        }
    }

    /// <summary>Takes each item of a list; one that cannot be read is counted and the others are kept.</summary>
    protected void TakeEach(JsonElement items, Action<JsonElement> take)
    {
        foreach (var item in items.EnumerateArray())
        {
            try
            {
                take(item);
            }
            catch (Exception exception) when (FeedFormatException.IsCauseOf(exception))
            {
                Meter.Refuse("malformed", JsonMarshal.GetRawUtf8Value(item), exception.Message);
            }
        }
    }

    /// <summary>Takes one event; what cannot be one is counted and never guessed.</summary>
    /// <param name="isLong">Liquidated position; null when the venue names neither.</param>
    /// <param name="notionalUsd">Size, USD; null when it cannot be told.</param>
    /// <param name="coin">Base coin.</param>
    /// <param name="eventId">What tells it from all others of the venue.</param>
    /// <param name="epoch">The venue's time of the event.</param>
    /// <param name="receivedAtMs">Receipt, Unix milliseconds.</param>
    protected void Take(bool? isLong, decimal? notionalUsd, string coin, string eventId, long? epoch, long receivedAtMs)
    {
        if (isLong is null)
        {
            Meter.Count("unknown-side");
            return;
        }

        if (notionalUsd is not { } usd || (double)usd is not > 0)
        {
            Meter.Count("no-size");
            return;
        }

        var at = Meter.TimeOf(epoch, receivedAtMs);
        Sink.Add(
            MarketName.Liquidations,
            new MarketObservation
            {
                Venue = venue,
                Source = venue,
                Side = isLong.Value ? "long" : "short",
                NotionalUsd = (double)usd,
                Coin = coin,
                EventId = eventId,
                AtMs = at.AtMs,
            },
            at);
    }

    /// <summary>What a size is worth at a price; null unless both are there and positive.</summary>
    /// <exception cref="OverflowException">No liquidation is that large.</exception>
    protected static decimal? Worth(decimal? size, decimal? price) => size > 0 && price > 0 ? size * price : null;

    private void Tell(bool alive, long atMs) =>
        Sink.Tell(MarketName.Liquidations, new MarketObservation { Venue = venue, Source = venue, Alive = alive, AtMs = atMs });
}
