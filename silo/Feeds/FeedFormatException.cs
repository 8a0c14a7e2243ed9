namespace MinerMonitor.Silo.Feeds;

/// <summary>A message of a source is not what it should be.</summary>
/// <param name="message">What is wrong with it.</param>
internal sealed class FeedFormatException(string message) : Exception(message);
