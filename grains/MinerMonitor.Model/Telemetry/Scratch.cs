namespace MinerMonitor.Model.Telemetry;

/// <summary>Room for texts that differ from what stands in the line. Reused from line to line; its slices last until the next one.</summary>
internal sealed class Scratch
{
    private byte[] _bytes = new byte[512];
    private int _used;

    /// <summary>Forgets everything and makes room for a line, so that no later call has to grow under slices in use.</summary>
    public void Reset(int capacity)
    {
        _used = 0;
        if (_bytes.Length < capacity)
        {
            _bytes = new byte[Math.Max(capacity, _bytes.Length * 2)];
        }
    }

    /// <summary>Takes the next bytes.</summary>
    public Span<byte> Take(int length)
    {
        var taken = _bytes.AsSpan(_used, length);
        _used += length;
        return taken;
    }
}
