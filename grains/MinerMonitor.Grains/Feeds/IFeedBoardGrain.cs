using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Feeds;

/// <summary>Health of each source that brings data into one world: topic <c>feeds</c>. Key: the world.</summary>
[GrainInterfaceType("mm.feed-board")]
public interface IFeedBoardGrain : ITopicGrain;
