using System.Collections.Immutable;
using System.Text;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Tests.Hosting;

/// <summary>A topic whose value a test sets. Key: world/topic; one that ends in <c>none</c> does not exist.</summary>
public interface ITestTopicGrain : ITopicGrain
{
    [Alias("PublishAsync")]
    Task PublishAsync(long value, int padding);

    [Alias("RestartAsync")]
    Task RestartAsync();
}

internal sealed class TestTopicGrain : Grain, ITestTopicGrain
{
    private readonly TopicPublisher _publisher;
    private long _value;
    private string _padding = "";

    public TestTopicGrain(IGrainContext context) =>
        _publisher = new TopicPublisher(
            context.GrainId.Key.ToString()!, TimeProvider.System, () => _value, () => Encoding.UTF8.GetBytes($"{{\"value\":{_value},\"padding\":\"{_padding}\"}}"));

    public Task PublishAsync(long value, int padding)
    {
        _value = value;
        _padding = new string('x', padding);
        _publisher.Publish();
        return Task.CompletedTask;
    }

    public Task RestartAsync()
    {
        _publisher.Restart();
        return Task.CompletedTask;
    }

    public ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after)
    {
        ThrowWhenMissing();
        return ValueTask.FromResult(_publisher.Subscribe(observer, after));
    }

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _publisher.Unsubscribe(observer);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after)
    {
        ThrowWhenMissing();
        return ValueTask.FromResult(_publisher.Read(after));
    }

    private void ThrowWhenMissing()
    {
        if (this.GetPrimaryKeyString().EndsWith("none", StringComparison.Ordinal))
        {
            throw new UnknownTopicException("unknown_fleet", "There is no such fleet.");
        }
    }
}
