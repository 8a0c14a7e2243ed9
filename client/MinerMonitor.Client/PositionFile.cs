using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client;

/// <summary>Positions of a watch in a file, JSON, so that the next run goes on where this one ended.</summary>
/// <remarks>
/// Write a position once its value is dealt with: a crash in between then brings the value again and never loses one. Each write is whole
/// or not at all, whenever the process is killed. One program at a time; safe for use from many threads of it.
/// </remarks>
public sealed class PositionFile
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string World, string Topic), ResumePosition> _positions;

    private PositionFile(string path, IEnumerable<ResumePosition> positions)
    {
        _path = path;
        _positions = positions.ToDictionary(position => (position.World, position.Topic));
    }

    /// <summary>The positions, as a watch takes them.</summary>
    public IReadOnlyList<ResumePosition> Positions
    {
        get
        {
            lock (_gate)
            {
                return [.. _positions.Values];
            }
        }
    }

    /// <summary>Reads the file; one that is not there yet has no positions.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public static PositionFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
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
            throw new FormatException(
                $"{path} holds no positions of a watch ({error.Message}); give another file, or delete it to begin anew.", error);
        }
    }

    /// <summary>Position of a topic, for <see cref="WatchOptions.Resume"/>; null when there is none.</summary>
    public ResumePosition? Find(string topic, string world = "live")
    {
        lock (_gate)
        {
            return _positions.GetValueOrDefault((world, topic));
        }
    }

    /// <summary>Takes a new position and writes all.</summary>
    public void Write(ResumePosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        lock (_gate)
        {
            _positions[(position.World, position.Topic)] = position;
            var draft = _path + ".new";
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes([.. _positions.Values], ProtocolJson.Default.IReadOnlyListResumePosition));
            File.Move(draft, _path, overwrite: true);
        }
    }
}
