using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed partial class TopicRelayTests
{
    private const int ViewersInOnePart = 32;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sends_each_value_to_every_one_of_many_viewers(bool isLatest)
    {
        var viewers = Enumerable.Range(0, 150).Select(_ => Watch("sector", isLatest)).ToList();
        foreach (var viewer in viewers)
        {
            await viewer.NextAsync("the snapshot");
        }

        for (var value = 7; value < 10; value++)
        {
            _time.Advance(_options.LatestInterval);
            await _owners["sector"].PublishAsync(value);
            foreach (var viewer in viewers)
            {
                var frame = await viewer.NextAsync($"value {value}");
                Assert.Equal((FrameKinds.Value, value, 0L), (frame.Kind, ValueOf(frame), frame.Skipped));
            }
        }
    }

    [Fact]
    public async Task Spreads_the_heartbeats_of_many_viewers_over_half_of_the_interval()
    {
        var viewers = Enumerable.Range(0, 150).Select(_ => Watch("sector")).ToList();
        foreach (var viewer in viewers)
        {
            await viewer.NextAsync("the snapshot");
        }

        var began = _time.GetTimestamp();
        _time.Advance(_options.HeartbeatInterval);
        foreach (var part in viewers.Chunk(ViewersInOnePart))
        {
            foreach (var viewer in part)
            {
                Assert.Equal(FrameKinds.Heartbeat, (await viewer.NextOfAnyKindAsync("a heartbeat")).Kind);
            }

            _time.Advance(_options.HeartbeatInterval / 20);
        }

        Assert.InRange(_time.GetElapsedTime(began), _options.HeartbeatInterval, _options.HeartbeatInterval * 1.5);
    }
}
