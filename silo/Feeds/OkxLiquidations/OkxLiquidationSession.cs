using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.OkxLiquidations;

/// <summary>OKX's channel <c>liquidation-orders</c>: at most one order a contract and second, some of them minutes late.</summary>
/// <remarks>
/// Asked for by kind only: with <c>instId</c> it is refused. <c>posSide</c> is the liquidated position; in net mode <c>side</c>, the side of
/// the ORDER, says it. Sizes are contracts. Protocol pings do not count for the venue: without the text <c>ping</c> it ends a quiet
/// connection after 30 s (4004). Notice 64008 comes about 30 s before it closes.
/// </remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="instTypes">Kinds of contracts.</param>
/// <param name="contracts">What each instrument is.</param>
/// <param name="wantContracts">Asks for a newer list of them.</param>
internal sealed class OkxLiquidationSession(
    FeedLink link, IReadOnlyList<string> instTypes, Func<IReadOnlyDictionary<string, OkxContract>> contracts, Action wantContracts) : LiquidationSession(link, "okx")
{
    private const string Channel = "liquidation-orders";
    private const string ClosesSoon = "64008";

    private int _taken;
    private int _refused;

    /// <inheritdoc/>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(20), // a sign of life is good for 30 s
        AnswerWithin = TimeSpan.FromSeconds(10),
        Overlap = Overlap,
        Silence = TimeSpan.FromSeconds(35),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
        [JsonSerializer.Serialize(new { op = "subscribe", args = instTypes.Select(kind => new { channel = Channel, instType = kind }) })];

    /// <inheritdoc/>
    public override string Ping() => "ping";

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        if (message.Span.SequenceEqual("pong"u8))
        {
            HearAnswer();
            if (_taken > 0)
            {
                HearVenue();
            }

            return;
        }

        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        switch (root.Text("event"))
        {
            case "subscribe":
                _taken++;
                Reply("ping"); // a quiet market shows no data for minutes: the pong is the first sign of life
                break;
            case "error":
                TakeRefusal($"OKX refused a subscription: {root.Text("msg")} (code {root.Text("code")}).");
                break;
            case "notice" when root.Text("code") == ClosesSoon:
                Replace("asked");
                break;
            case null:
                TakeFrame(root, receivedAtMs);
                break;
        }
    }

    private void TakeRefusal(string sentence)
    {
        _refused++;
        DegradedReason = sentence;
        if (_refused >= instTypes.Count)
        {
            Fail("refused", sentence, TimeSpan.FromSeconds(60));
        }
    }

    private void TakeFrame(JsonElement root, long receivedAtMs)
    {
        if (root.GetProperty("arg").Text("channel") != Channel)
        {
            Meter.Count("other-channel");
            return;
        }

        HearVenue();
        TakeEach(root.GetProperty("data"), order =>
        {
            var instrument = order.GetProperty("instId").GetString()!;
            TakeEach(order.GetProperty("details"), detail => TakeDetail(instrument, detail, receivedAtMs));
        });
    }

    private void TakeDetail(string instrument, JsonElement detail, long receivedAtMs)
    {
        if (!contracts().TryGetValue(instrument, out var contract))
        {
            Meter.Count("unknown-instrument"); // its size cannot be guessed: a wrong contract is wrong by a factor of 6 and more
            wantContracts();
            return;
        }

        var (position, side) = (detail.Text("posSide"), detail.Text("side"));
        bool? isLong = (position, side) switch
        {
            ("long", _) or ("net" or "" or null, "sell") => true,
            ("short", _) or ("net" or "" or null, "buy") => false,
            _ => null,
        };
        var (size, price, at) = (detail.Number("sz"), detail.Number("bkPx"), detail.Whole("ts"));
        var amount = Worth(size, contract.Size);
        Take(
            isLong, contract.IsInverse ? amount : Worth(amount, price), contract.Coin,
            FormattableString.Invariant($"{instrument}/{at}/{position}/{side}/{size}/{price}"), at, receivedAtMs);
    }
}
