using System.Collections.Immutable;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using Xunit;

namespace MinerMonitor.Grains.Tests.Feeds;

/// <summary>Delivery to markets that cannot be reached for a while.</summary>
public sealed class FeedRunTests
{
    [Fact]
    public async Task A_delivery_that_failed_is_repeated_whole_and_in_order()
    {
        var meter = new FeedMeter(new FeedDescription("test", MarketName.Liquidations, true, "Test", null, null), "silo", TimeProvider.System, NullLogger.Instance);
        var link = new FeedLink(meter.Feed, new FeedSink(meter), meter, new FeedTap(TimeProvider.System), TimeProvider.System);
        var market = FlakyMarket.Create(failures: 2);
        await using var run = FeedRun.Start(new ScriptedAdapter(Channel.CreateUnbounded<ScriptedAdapter>().Writer), link, market.Grains, NullLogger.Instance);

        for (var usd = 1; usd <= 3; usd++)
        {
            link.Sink.Add(MarketName.Liquidations, new MarketObservation { NotionalUsd = usd }, new FeedTime(null, 0));
        }

        var taken = new List<double>();
        while (taken.Count < 3)
        {
            var batch = await market.Taken.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            taken.AddRange(batch.Select(seen => seen.NotionalUsd!.Value));
        }

        Assert.Equal([1, 2, 3], taken);
        Assert.Equal(2, meter.Read().Refusals["delivery-failed"]);
    }

    /// <summary>A market that cannot be reached the first few times.</summary>
    public class FlakyMarket : DispatchProxy
    {
        private readonly Channel<ImmutableArray<MarketObservation>> _taken = Channel.CreateUnbounded<ImmutableArray<MarketObservation>>();
        private int _failures;

        public ChannelReader<ImmutableArray<MarketObservation>> Taken => _taken.Reader;

        public IGrainFactory Grains { get; private set; } = null!;

        public static FlakyMarket Create(int failures)
        {
            var market = Create<ILiquidationMarketGrain, FlakyMarket>();
            var proxy = (FlakyMarket)(object)market;
            proxy._failures = failures;
            var grains = Create<IGrainFactory, OneGrain>();
            ((OneGrain)(object)grains).Grain = market;
            proxy.Grains = grains;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (_failures-- > 0)
            {
                throw new TimeoutException("The store hangs.");
            }

            _taken.Writer.TryWrite((ImmutableArray<MarketObservation>)args![0]!);
            return new ValueTask<ImmutableArray<MarketRefusal>>([]);
        }
    }

    /// <summary>A cluster of one grain.</summary>
    public class OneGrain : DispatchProxy
    {
        public object Grain { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }
}
