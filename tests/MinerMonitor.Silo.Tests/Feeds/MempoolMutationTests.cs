using System.Text.Json;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Silo.Feeds.MempoolSpace;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Recorded messages of a mempool server, made bad in thousands of ways.</summary>
public sealed class MempoolMutationTests
{
    private const string Folder = "mempool-space";
    private const long NowMs = 1_790_000_000_000;

    [Fact]
    public void Mutated_pushes_give_no_other_fault_and_no_impossible_reading()
    {
        var good = new[] { "ws-init-full-state-2024-03-31.json", "ws-block-837050.json", "ws-reorg-blocks.json", "ws-stats-fractional-fees.json" };
        foreach (var (index, file) in good.Index())
        {
            foreach (var payload in Mutations.Of(FeedFixtures.Text(Folder, file), seed: 4_000 + index, count: 500))
            {
                var link = FeedFixtures.Link(NowMs);
                var session = new MempoolSession(link, "mempool.space");
                try
                {
                    session.Receive(payload, NowMs);
                }
                catch (Exception exception) when (Mutations.IsFormatFault(exception))
                {
                    Assert.Empty(link.Sink.Take().Network);
                }

                ChainReadings.AssertPossible(link.Sink.Take().Network);
            }
        }
    }

    [Fact]
    public void Mutated_answers_give_no_other_fault_and_no_impossible_figure()
    {
        var good = new[]
        {
            "rest-difficulty-adjustments-docs.json", "rest-hashrate-3d-docs.json", "rest-mempool-docs.json", "rest-fees-precise-docs.json",
            "rest-difficulty-adjustment-2026-10.json", "rest-v1-blocks-730000-docs.json",
        };
        foreach (var (index, file) in good.Index())
        {
            foreach (var payload in Mutations.Of(FeedFixtures.Text(Folder, file), seed: 5_000 + index, count: 500))
            {
                try
                {
                    using var body = JsonDocument.Parse(payload);
                    var root = body.RootElement;
                    ChainReadings.AssertPossible(index switch
                    {
                        0 => [.. MempoolMessage.Retargets(root).Select(row => new NetworkObservation { Difficulty = row.Difficulty })],
                        1 => [new NetworkObservation { ReportedHashrateEhs = MempoolMessage.HashrateEhs(root) }],
                        2 => [new NetworkObservation { Mempool = MempoolMessage.RestMempool(root) }],
                        3 => [new NetworkObservation { FeeRates = MempoolMessage.FeeRates(root) }],
                        4 => [new NetworkObservation { ReportedRetargetChange = MempoolMessage.Forecast(root)?.Change }],
                        _ => [.. MempoolMessage.Blocks(root.EnumerateArray()).Select(block => block.ToObservation("test", 1))],
                    });
                }
                catch (Exception exception) when (Mutations.IsFormatFault(exception))
                {
                    // Counted by the feed's base.
                }
            }
        }
    }
}
