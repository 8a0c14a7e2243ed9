using System.Threading.Channels;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Protocol.Server;
using StackExchange.Redis;

namespace MinerMonitor.Silo.Storage;

/// <summary>Journals as lists of blocks in Redis or the embedded store, appended by group commit: one writer pipelines the blocks of all shards, then makes one durability barrier.</summary>
/// <remarks>
/// Keys of a journal: <c>mm:v1:{journal}:owner</c> (a counter), <c>:blocks</c> (a list), <c>:columns</c> (a hash); the braces are Redis'
/// hash tag, so they live together. Every write is one script that refuses when the owner changed. While one group is being committed
/// the next one gathers, so batches grow with load and latency stays that of one round trip.
/// </remarks>
internal sealed partial class RedisJournalStore : IJournalStore, IJournalStatus, IAsyncDisposable
{
    /// <summary>Most bytes that wait for the store or are on their way: some seconds of full load.</summary>
    public const long LargestBacklogBytes = 256 << 20;

    /// <summary>Most bytes of a group.</summary>
    private const int LargestGroupBytes = 1 << 20;

    private const string AppendScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('RPUSH', KEYS[2], ARGV[2]) else return -1 end";

    private const string TrimScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('LTRIM', KEYS[2], ARGV[2], -1) return 0 else return -1 end";

    private const string ColumnScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('HSET', KEYS[2], ARGV[2], ARGV[3]) return 0 else return -1 end";

    private const string DeleteScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[2]) redis.call('DEL', KEYS[3]) return 0 else return -1 end";

    private readonly IDatabase _database;
    private readonly bool _isEmbedded;
    private readonly TimeSpan _timeout;
    private readonly long _mostBytes;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisJournalStore> _logger;
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writer;
    private readonly CommitTimes _times;
    private long _bytes;

    /// <param name="connection">A multiplexer of its own, which fails fast.</param>
    /// <param name="isEmbedded">True for the embedded store, whose barrier is a commit of its append-only file.</param>
    /// <param name="timeout">A group that takes longer is given up.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    /// <param name="mostBytes">Bytes that may wait or be on their way; a write beyond them is refused at once.</param>
    public RedisJournalStore(
        IConnectionMultiplexer connection,
        bool isEmbedded,
        TimeSpan timeout,
        TimeProvider time,
        ILogger<RedisJournalStore> logger,
        long mostBytes = LargestBacklogBytes)
    {
        _database = connection.GetDatabase();
        _isEmbedded = isEmbedded;
        _timeout = timeout;
        _mostBytes = mostBytes;
        _time = time;
        _logger = logger;
        _times = new CommitTimes(time);
        _writer = Task.Run(WriteGroupsAsync);
    }

    /// <inheritdoc/>
    public JournalStatus Current => new()
    {
        WaitingBytes = Interlocked.Read(ref _bytes), LimitBytes = _mostBytes, LastCommitMs = _times.LastMs, SlowestCommitMs = _times.SlowestMs,
    };

    /// <inheritdoc/>
    public async ValueTask<JournalOwner> TakeOwnershipAsync(string journal, CancellationToken cancellationToken) =>
        new(journal, await TryAsync(_database.StringIncrementAsync(Owner(journal))).WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<byte[]>> ReadAsync(string journal, CancellationToken cancellationToken)
    {
        var blocks = await TryAsync(_database.ListRangeAsync(Blocks(journal))).WaitAsync(cancellationToken);
        return Array.ConvertAll(blocks, block => (byte[])block!);
    }

    /// <inheritdoc/>
    public Task AppendAsync(JournalOwner owner, byte[] block) => EnqueueAsync(new Pending(owner, block));

    /// <inheritdoc/>
    public async ValueTask TrimAsync(JournalOwner owner, int blocks, CancellationToken cancellationToken) => RequireOwner(
        owner, await TryAsync(_database.ScriptEvaluateAsync(TrimScript, [Owner(owner.Journal), Blocks(owner.Journal)], [owner.Token, blocks])));

    /// <inheritdoc/>
    public async ValueTask SetColumnAsync(JournalOwner owner, int column, byte[] value, CancellationToken cancellationToken) => RequireOwner(
        owner, await TryAsync(_database.ScriptEvaluateAsync(ColumnScript, [Owner(owner.Journal), Columns(owner.Journal)], [owner.Token, column, value])));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<byte[]?>> GetColumnsAsync(string journal, IReadOnlyList<int> columns, CancellationToken cancellationToken)
    {
        var values = await TryAsync(_database.HashGetAsync(Columns(journal), [.. columns.Select(column => (RedisValue)column)])).WaitAsync(cancellationToken);
        return Array.ConvertAll(values, value => (byte[]?)value);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(JournalOwner owner, CancellationToken cancellationToken)
    {
        RequireOwner(owner, await TryAsync(_database.ScriptEvaluateAsync(
            DeleteScript, [Owner(owner.Journal), Blocks(owner.Journal), Columns(owner.Journal)], [owner.Token])));
        await BarrierAsync();
    }

    /// <inheritdoc/>
    public Task BarrierAsync() => EnqueueAsync(new Pending(null, []));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
    }

    private Task EnqueueAsync(Pending pending)
    {
        if (Interlocked.Add(ref _bytes, pending.Bytes) > _mostBytes)
        {
            Interlocked.Add(ref _bytes, -pending.Bytes);
            return Task.FromException(new JournalUnavailableException($"More than {_mostBytes} bytes wait for the store already; send the batch again later."));
        }

        if (_queue.Writer.TryWrite(pending))
        {
            return pending.Done.Task;
        }

        Interlocked.Add(ref _bytes, -pending.Bytes);
        return Task.FromException(new JournalUnavailableException("The silo is stopping and takes no more writes; send the batch again."));
    }

    private async Task WriteGroupsAsync()
    {
        var group = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            for (var bytes = 0; bytes < LargestGroupBytes && _queue.Reader.TryRead(out var pending); bytes += pending.Block.Length)
            {
                group.Add(pending);
            }

            var began = _time.GetTimestamp();
            await WriteGroupAsync(group);
            _times.Note(_time.GetElapsedTime(began));
            Interlocked.Add(ref _bytes, -group.Sum(pending => (long)pending.Bytes));
        }
    }

    /// <summary>Pipelines a group and its barrier on one connection, in order, and tells every waiter how it went.</summary>
    private async Task WriteGroupAsync(List<Pending> group)
    {
        try
        {
            var lengths = group.ConvertAll(AppendOneAsync);
            var barrier = _isEmbedded ? _database.ExecuteAsync("COMMITAOF") : Task.CompletedTask;
            await Task.WhenAll(lengths.Append(barrier)).WaitAsync(_timeout, _time);
            for (var index = 0; index < group.Count; index++)
            {
                if (await lengths[index] < 0)
                {
                    group[index].Done.SetException(new JournalFencedException(group[index].Owner!.Value.Journal));
                }
                else
                {
                    group[index].Done.SetResult();
                }
            }
        }
        catch (Exception exception)
        {
            // Whatever went wrong, every waiter is told and the next group gets its turn: a writer that ends would hang them all.
            LogGroupLost(group.Count, exception);
            var unavailable = new JournalUnavailableException("The store did not answer in time; send the batch again.", exception);
            group.ForEach(pending => pending.Done.TrySetException(unavailable));
        }
    }

    /// <summary>Sends one append; negative when the owner has changed.</summary>
    private async Task<long> AppendOneAsync(Pending pending) => pending.Owner is { } owner
        ? (long)await _database.ScriptEvaluateAsync(AppendScript, [Owner(owner.Journal), Blocks(owner.Journal)], [owner.Token, pending.Block])
        : 0;

    private static async Task<T> TryAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new JournalUnavailableException("The store did not answer in time.", exception);
        }
    }

    private static void RequireOwner(JournalOwner owner, RedisResult result)
    {
        if ((long)result < 0)
        {
            throw new JournalFencedException(owner.Journal);
        }
    }

    private static RedisKey Owner(string journal) => $"mm:v1:{{{journal}}}:owner";

    private static RedisKey Blocks(string journal) => $"mm:v1:{{{journal}}}:blocks";

    private static RedisKey Columns(string journal) => $"mm:v1:{{{journal}}}:columns";

    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "A group of {Writes} writes did not become durable in time.")]
    private partial void LogGroupLost(int writes, Exception exception);

    private sealed class Pending(JournalOwner? owner, byte[] block)
    {
        /// <summary>Owner that writes; null: only the barrier is wanted.</summary>
        public JournalOwner? Owner { get; } = owner;

        public byte[] Block { get; } = block;

        /// <summary>What it counts for while it waits; a barrier counts too.</summary>
        public int Bytes => Block.Length + 256;

        /// <summary>Continuations run elsewhere: the writer must not be held up by them.</summary>
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
