using System.Text.Json;

namespace MinerMonitor.Silo.Feeds;

/// <summary>A message of a source is not what it should be.</summary>
/// <param name="message">What is wrong with it.</param>
internal sealed class FeedFormatException(string message) : Exception(message)
{
    /// <summary>True for what a parser throws at a message that is not JSON, or at a member that is missing or of the wrong kind, range or form.</summary>
    public static bool IsCauseOf(Exception exception) => exception
        is JsonException or FeedFormatException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException
        or IndexOutOfRangeException or ArgumentException;
}
