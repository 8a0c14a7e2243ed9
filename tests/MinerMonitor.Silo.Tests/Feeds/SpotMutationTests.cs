using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using MinerMonitor.Grains.Markets;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Good frames, spoilt at random: whatever a venue sends, an adapter neither throws nor tells a price that is none.</summary>
public sealed class SpotMutationTests
{
    private const long NowMs = 1_790_500_000_000;

    private static readonly Lazy<(SpotVenue Venue, byte[] Frame)[]> s_frames = new(() =>
    [
        .. from feed in SpotVenue.All
           let venue = SpotVenue.Of(feed)
           from file in FeedFixtures.Json(venue.Folder, "expected-normalised.json").GetProperty("files").EnumerateArray()
           select (venue, FeedFixtures.Bytes(venue.Folder, file.GetProperty("file").GetString()!)),
    ]);

    private static readonly string[] s_values =
    [
        "null", "\"\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"x\"", "-1", "0", "\"0\"", "\"-5\"", "1e300", "\"1e300\"", "1e-300", "9223372036854775808",
        "99999999999999999999999999999999999", "\"79228162514264337593543950336\"", "true", "[]", "{}", "[[]]", "[null]", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01\"",
        "253402300800000", "\"\\ud800\"", "\" 81000\"", "\"8.1e4\"", "\"1,000\"", "\"\\u0038\"",
    ];

    [Property(MaxTest = 2_000, EndSize = 1_000_000)]
    public void A_frame_with_members_removed_or_replaced_gives_a_price_or_none(int seed)
    {
        var random = new Random(seed);
        var (venue, frame) = Pick(random);
        var root = JsonNode.Parse(frame)!;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Spoil(root, random);
        }

        Check(venue, Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    [Property(MaxTest = 2_000, EndSize = 1_000_000)]
    public void A_frame_with_bytes_flipped_or_cut_gives_a_price_or_none(int seed)
    {
        var random = new Random(seed);
        var (venue, frame) = Pick(random);
        var bytes = frame.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"0123456789-+.eE\"{}[],:tn"[random.Next(24)]);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
            }
        }

        Check(venue, [.. bytes]);
    }

    private static (SpotVenue Venue, byte[] Frame) Pick(Random random) => s_frames.Value[random.Next(s_frames.Value.Length)];

    private static void Check(SpotVenue venue, byte[] frame)
    {
        var link = FeedFixtures.Link(NowMs);
        var session = venue.Session(link);

        SpotVenue.Take(session, link, FeedFixtures.Bytes(venue.Folder, "expected-normalised.json")); // a frame of another shape before it
        SpotVenue.Take(session, link, frame);

        Assert.All(link.Take(MarketName.Spot), seen =>
        {
            foreach (var price in new[] { seen.BidUsd, seen.AskUsd, seen.PriceUsd, seen.UsdtUsd })
            {
                Assert.True(price is null or (> 0 and < double.PositiveInfinity), string.Create(CultureInfo.InvariantCulture, $"{price} from {Encoding.UTF8.GetString(frame)}"));
            }

            Assert.Equal(seen.BidUsd is null, seen.AskUsd is null);
        });
    }

    private static void Spoil(JsonNode root, Random random)
    {
        var places = new List<Action>();
        Collect(root, places, random);
        if (places.Count > 0)
        {
            places[random.Next(places.Count)]();
        }
    }

    private static void Collect(JsonNode? node, List<Action> places, Random random)
    {
        var value = () => JsonNode.Parse(s_values[random.Next(s_values.Length)].Replace("\\ud800", "", StringComparison.Ordinal));
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToList())
                {
                    places.Add(() => members.Remove(name));
                    places.Add(() => members[name] = value());
                    Collect(member, places, random);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var at = i;
                    places.Add(() => items.RemoveAt(at));
                    places.Add(() => items[at] = value());
                    Collect(items[i], places, random);
                }

                break;
        }
    }
}
