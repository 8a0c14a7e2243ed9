using System.Runtime.InteropServices;
using System.Text;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Fleets;

/// <summary>
/// Samples of one request and one fleet on their way to their shards: those of known miners are written straight into a block of their
/// shard, those of unknown ones wait until the fleet has placed them. One call a shard and block.
/// </summary>
/// <remarks>Not thread-safe. <see cref="Add"/> copies what it needs and allocates nothing for a known miner.</remarks>
public sealed class SampleBatch : IDisposable
{
    /// <summary>A block that has grown to this many bytes is closed and another begun: no entry of the store becomes large.</summary>
    private const int LargestBlockBytes = 192 * 1024;

    private readonly FleetRoutes _routes;
    private readonly long _receivedAtMs;
    private readonly TextTable _texts = new();
    private readonly Dictionary<int, List<SampleBlockWriter>> _blocks = [];
    private readonly Dictionary<UInt128, NewMiner> _unknown = [];
    private readonly List<Waiting> _waiting = [];
    private readonly List<ForeignSample> _foreign = [];
    private readonly List<int> _unplaced = [];
    private SampleBlockWriter? _waitingRoom;
    private int _stale;
    private int _refused;
    private int _skewed;

    /// <summary>Begins a batch.</summary>
    /// <param name="router">The silo's routes.</param>
    /// <param name="fleet">Fleet of all samples.</param>
    /// <param name="receivedAtMs">World time of receipt, Unix milliseconds.</param>
    public SampleBatch(FleetRouter router, string fleet, long receivedAtMs)
    {
        _routes = router.Of(fleet);
        _receivedAtMs = receivedAtMs;
    }

    /// <summary>Samples left out because their miner stands at another site than their sender may write to; known after <see cref="CommitAsync"/>.</summary>
    public IReadOnlyList<ForeignSample> Foreign => _foreign;

    /// <summary>Lines of samples left out because their miner is new and the fleet has as many as it may have; known after <see cref="CommitAsync"/>.</summary>
    public IReadOnlyList<int> Unplaced => _unplaced;

    /// <summary>Adds a sample whose identity, readings and time have been checked.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="line">Its line in the request, from 1.</param>
    public void Add(in RawSample sample, int line)
    {
        var hash = _routes.HashOf(sample.Miner);

        // A miner that waits once in this batch waits to its end, even if another batch has placed it since: its samples must not overtake each other.
        if (!sample.IsBoundToSite && !_unknown.ContainsKey(hash) && _routes.TryGet(hash, out var address))
        {
            BlockOf(address.Shard).Append(address.Slot, address.Generation, in sample, _receivedAtMs);
            return;
        }

        _unknown.TryAdd(hash, new NewMiner(sample.Miner.ToArray(), sample.WeakIdentity));
        _waitingRoom ??= new SampleBlockWriter(_texts);
        var from = _waitingRoom.Length;
        _waitingRoom.Append(0, 0, in sample, _receivedAtMs);
        _waiting.Add(new Waiting(hash, from, _waitingRoom.Length, line, sample.IsBoundToSite ? Encoding.UTF8.GetString(sample.Site) : null));
    }

    /// <summary>Counts lines that are part of the fleet's counts without being samples of a miner.</summary>
    public void CountLines(int stale, int refused, int skewed)
    {
        _stale += stale;
        _refused += refused;
        _skewed += skewed;
    }

    /// <summary>Sends the blocks to their shards and waits until they are durable.</summary>
    /// <exception cref="JournalUnavailableException">Part of the batch may not be durable: send the whole batch again, what is there already merges.</exception>
    /// <exception cref="Live.UnknownTopicException">The fleet does not exist.</exception>
    public async Task<BlockResult> CommitAsync()
    {
        await PlaceUnknownAsync();
        if (_stale + _refused + _skewed > 0)
        {
            if (_blocks.Count == 0)
            {
                BlockOf(await _routes.ShardForCountsAsync(_receivedAtMs));
            }

            _blocks.First().Value[0].CountLines(_stale, _refused, _skewed);
        }

        var results = await Task.WhenAll(_blocks.Select(blocks => SendAsync(blocks.Key, blocks.Value)));
        var sum = results.Aggregate(default(BlockResult), (left, right) => left + right);
        if (sum.Moved > 0)
        {
            _routes.Clear();
            throw new JournalUnavailableException($"{sum.Moved} miners have moved since they were last heard; send the batch again.");
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _waitingRoom?.Dispose();
        foreach (var block in _blocks.Values.SelectMany(blocks => blocks))
        {
            block.Dispose();
        }
    }

    private async Task PlaceUnknownAsync()
    {
        var addresses = new Dictionary<UInt128, MinerAddress>(_unknown.Count);
        foreach (var chunk in _unknown.Chunk(ShardPulse.Capacity))
        {
            var placed = await _routes.ResolveAsync([.. chunk.Select(entry => entry.Value)], _receivedAtMs);
            for (var index = 0; index < chunk.Length; index++)
            {
                addresses.Add(chunk[index].Key, placed[index]);
            }
        }

        foreach (var (miner, from, to, line, onlySite) in _waiting)
        {
            var address = addresses[miner];
            if (address == MinerAddress.Nowhere)
            {
                _unplaced.Add(line);
                _refused++;
                continue;
            }

            if (onlySite is not null && await _routes.Shard(address.Shard).GetSiteAsync(address) is { } site && site != onlySite)
            {
                _foreign.Add(new ForeignSample(line, onlySite));
                _refused++;
                continue;
            }

            BlockOf(address.Shard).AppendCopy(address.Slot, address.Generation, _waitingRoom!.Written(from, to));
        }
    }

    private async Task<BlockResult> SendAsync(int shard, List<SampleBlockWriter> blocks)
    {
        var sum = default(BlockResult);
        foreach (var block in blocks)
        {
            sum += await _routes.Shard(shard).IngestAsync(new Immutable<byte[]>(block.Finish(_receivedAtMs)));
        }

        return sum;
    }

    private SampleBlockWriter BlockOf(int shard)
    {
        ref var blocks = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, shard, out _);
        blocks ??= [new SampleBlockWriter(_texts)];
        if (blocks[^1].Length >= LargestBlockBytes)
        {
            blocks.Add(new SampleBlockWriter(_texts));
        }

        return blocks[^1];
    }

    /// <summary>A sample whose miner has no address yet, or whose miner's site must be looked at first.</summary>
    private readonly record struct Waiting(UInt128 Miner, int From, int To, int Line, string? OnlySite);
}

/// <summary>A sample of a miner at another site than its sender may write to.</summary>
/// <param name="Line">Line in the request, from 1.</param>
/// <param name="Site">The site that the sender named, and may write to.</param>
public readonly record struct ForeignSample(int Line, string Site);
