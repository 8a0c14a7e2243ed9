using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Silo.Storage;
using StackExchange.Redis;
using Xunit;

namespace MinerMonitor.Silo.Tests.Storage;

/// <summary>The group commit while its store answers when a test says so.</summary>
public sealed class RedisJournalStoreTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly JournalOwner _owner = new("acme/0", 1);

    [Fact]
    public async Task Write_is_refused_at_once_when_too_much_waits_for_a_store_that_hangs()
    {
        var database = DispatchProxy.Create<IDatabase, SlowDatabase>();
        var answers = ((SlowDatabase)database).Answers;
        var connection = DispatchProxy.Create<IConnectionMultiplexer, OneDatabase>();
        ((OneDatabase)connection).Database = database;
        await using var journal = new RedisJournalStore(
            connection, isEmbedded: false, TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger<RedisJournalStore>.Instance, mostBytes: 4_000);

        var first = journal.AppendAsync(_owner, new byte[3_000]);
        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(_owner, new byte[3_000]));
        Assert.Contains("4000 bytes", refused.Message, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);

        answers.SetResult(RedisResult.Create(1));
        await first.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        await journal.BarrierAsync().WaitAsync(s_patience, TestContext.Current.CancellationToken); // the first is off the account now
        await journal.AppendAsync(_owner, new byte[3_000]).WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Answers every script with one task.</summary>
    public class SlowDatabase : DispatchProxy
    {
        internal TaskCompletionSource<RedisResult> Answers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.ReturnType == typeof(Task<RedisResult>) ? Answers.Task : throw new NotSupportedException(targetMethod.Name);
    }

    /// <summary>Has one database.</summary>
    public class OneDatabase : DispatchProxy
    {
        internal IDatabase? Database { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IConnectionMultiplexer.GetDatabase) ? Database : throw new NotSupportedException(targetMethod.Name);
    }
}
