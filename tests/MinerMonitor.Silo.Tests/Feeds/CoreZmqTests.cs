using System.Text.Json.Nodes;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds.BitcoinCore;
using MinerMonitor.TestKit.Feeds;
using NetMQ;
using NetMQ.Sockets;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A node's ZMQ publisher, played by a real one: blocks wake the feed, transactions do not, lost messages are noticed.</summary>
public sealed class CoreZmqTests
{
    private const string Folder = "bitcoin-core";

    [Fact]
    public void Recorded_messages_wake_for_blocks_and_gaps_and_not_for_transactions()
    {
        var link = FeedFixtures.Link(1_790_000_000_000);
        var woken = 0;
        var zmq = new CoreZmq([], link.Meter, () => woken++);
        var expected = new[] { 1, 2, 3, 4, 4, 4 };

        foreach (var (message, count) in Messages().Zip(expected))
        {
            zmq.Take(message);
            Assert.Equal(count, woken);
        }

        var refusals = link.Meter.Read().Refusals;
        Assert.Equal((1, 1), (refusals["zmq-gap"], refusals["zmq-malformed"]));
    }

    [Fact]
    public void Mutated_messages_are_counted_and_never_thrown()
    {
        var link = FeedFixtures.Link(1_790_000_000_000);
        var zmq = new CoreZmq([], link.Meter, () => { });
        var random = new Random(9_000);
        var messages = Messages();
        for (var i = 0; i < 5_000; i++)
        {
            var message = messages[random.Next(messages.Count)].Select(part => part[..random.Next(part.Length + 1)]).Take(random.Next(4)).ToList();
            zmq.Take(message);
        }

        Assert.True(link.Meter.Read().Refusals["zmq-malformed"] > 1_000);
    }

    [Fact]
    public async Task A_block_that_the_publisher_tells_is_asked_for_at_once()
    {
        var chain = new StubChain(969_992, TimeProvider.System.GetUtcNow());
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(chain);
        node.Map(server);
        using var publisher = new PublisherSocket();
        var port = publisher.BindRandomPort("tcp://127.0.0.1");
        await using var run = AdapterRun.Start(
            "bitcoin-core", TimeProvider.System, FakeNetwork.CreateNetwork().Grains,
            [.. node.Settings(server), ("BitcoinCore:Every", "01:00:00"), ("BitcoinCore:ZmqUrls:0", $"tcp://127.0.0.1:{port}")]);
        await run.StateAsync(InputState.Live);

        chain.Mine();
        var message = Messages()[0];
        // A publisher drops what is said before a subscriber has joined, so it is said until it is heard.
        await run.UntilAsync(
            () =>
            {
                publisher.SendMultipartBytes(message);
                return run.Sink.Take().Network.Any(seen => seen.BlockHash == chain.Tip.Hash);
            },
            "the new block, an hour before the next look");

        Assert.Empty(server.Faults);
    }

    private static List<byte[][]> Messages() =>
    [
        .. File.ReadLines(FeedFixtures.PathOf(Folder, "zmq-multipart.ndjson")).Where(line => line.Length > 0)
            .Select(line => JsonNode.Parse(line)!["partsHex"]!.AsArray().Select(part => Convert.FromHexString((string)part!)).ToArray()),
    ];
}
