using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Terminal;

/// <summary>Positions of a watch in a file, so that the next run goes on where this one ended.</summary>
/// <remarks>Written after the frame was printed: a crash in between repeats a frame and never loses one.</remarks>
internal sealed class PositionFile
{
    private readonly string _path;
    private readonly Dictionary<(string World, string Topic), ResumePosition> _positions;

    private PositionFile(string path, IEnumerable<ResumePosition> positions)
    {
        _path = path;
        _positions = positions.ToDictionary(position => (position.World, position.Topic));
    }

    public IReadOnlyList<ResumePosition> Positions => [.. _positions.Values];

    /// <summary>Reads the file; one that is not there yet has no positions.</summary>
    /// <exception cref="InputException">The file holds something else.</exception>
    public static PositionFile Open(string path)
    {
        if (!File.Exists(path))
        {
            return new PositionFile(path, []);
        }

        try
        {
            return new PositionFile(path, JsonSerializer.Deserialize(File.ReadAllBytes(path), ProtocolJson.Default.IReadOnlyListResumePosition) ?? []);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InputException($"{path} holds no positions of a watch ({error.Message}); give another file, or delete it to begin anew.");
        }
    }

    /// <summary>Takes a new position and writes all, whole or not at all.</summary>
    public void Write(ResumePosition position)
    {
        _positions[(position.World, position.Topic)] = position;
        var draft = _path + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(Positions, ProtocolJson.Default.IReadOnlyListResumePosition));
        File.Move(draft, _path, overwrite: true);
    }
}
