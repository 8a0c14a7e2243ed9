using System.Reflection;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A cluster of which adapters of the chain may ask two things: what the network lacks, and how another feed is.</summary>
public class FakeNetwork : NoGrains
{
    /// <summary>Blocks that are lacking, newest first.</summary>
    public SortedSet<int> Lacking { get; } = new(Comparer<int>.Create((left, right) => right.CompareTo(left)));

    /// <summary>State of any other feed.</summary>
    public FeedStatus? Socket { get; set; }

    /// <summary>One, as factory and as itself.</summary>
    public static (IGrainFactory Grains, FakeNetwork Network) CreateNetwork()
    {
        var grains = Create<IGrainFactory, FakeNetwork>();
        return (grains, (FakeNetwork)(object)grains);
    }

    /// <summary>Notes what was brought.</summary>
    public void Learn(IEnumerable<NetworkObservation> observations)
    {
        lock (Lacking)
        {
            foreach (var seen in observations.Where(seen => seen.IsHistory && seen.BlockHeight is not null))
            {
                Lacking.Remove(seen.BlockHeight!.Value);
            }
        }
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var wanted = targetMethod!.ReturnType;
        if (wanted == typeof(INetworkGrain))
        {
            return Grain.For<INetworkGrain>(this);
        }

        return wanted == typeof(IFeedGrain) ? Grain.For<IFeedGrain>(this) : base.Invoke(targetMethod, args);
    }

    /// <summary>A grain of the fake.</summary>
    public class Grain : DispatchProxy
    {
        private FakeNetwork _network = null!;

        /// <summary>One.</summary>
        public static T For<T>(FakeNetwork network)
        {
            var grain = Create<T, Grain>()!;
            ((Grain)(object)grain)._network = network;
            return grain;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            lock (_network.Lacking)
            {
                return targetMethod!.Name switch
                {
                    nameof(INetworkGrain.GetGapsAsync) => new ValueTask<ChainGaps>(new ChainGaps(1, [.. _network.Lacking], 1_150)),
                    nameof(IFeedGrain.GetStatusAsync) => new ValueTask<FeedStatus?>(_network.Socket),
                    var name => throw new InvalidOperationException($"The fake has no {name}."),
                };
            }
        }
    }
}
