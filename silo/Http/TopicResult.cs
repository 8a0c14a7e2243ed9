using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Http;

/// <summary>Answers a GET with the payload of a level topic, byte for byte what its viewers get.</summary>
internal static class TopicResult
{
    /// <summary>Reads the owner's value.</summary>
    /// <exception cref="UnknownTopicException">What the owner's key names does not exist; answered as 404 with its code.</exception>
    public static async Task<IResult> ReadAsync(ITopicGrain owner)
    {
        var frames = await owner.ReadAsync(null);
        return Results.Bytes(frames[^1].Payload, "application/json");
    }
}
