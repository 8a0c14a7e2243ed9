namespace MinerMonitor.Silo.Intake;

/// <summary>Takes the records of a body one by one.</summary>
internal interface IRecordSink
{
    /// <summary>Takes one record, whose memory is reused afterwards.</summary>
    /// <returns>False when something must be awaited first; the same record is offered again.</returns>
    bool TryTake(ReadOnlySpan<byte> record, int number);

    /// <summary>Refuses a record whose bytes were not kept.</summary>
    void Refuse(int number, string code, string reason);
}

/// <summary>Cuts a body that arrives in pieces into records. A record inside one piece is handed on where it lies; others are put together.</summary>
internal abstract class RecordSplitter(IRecordSink sink, int maxRecordBytes)
{
    private byte[] _carry = [];
    private int _carried;
    private bool _held;
    private bool _overlong;

    /// <summary>Records so far, the one in progress not counted.</summary>
    public int Count { get; private set; }

    /// <summary>The sink.</summary>
    protected IRecordSink Sink { get; } = sink;

    /// <summary>Takes a piece of the body.</summary>
    /// <returns>False when the sink has something to await; then feed the rest of the piece.</returns>
    public bool Feed(ReadOnlySpan<byte> piece, out int consumed)
    {
        consumed = 0;
        if (!OfferHeld())
        {
            return false;
        }

        while (consumed < piece.Length)
        {
            var scan = Scan(piece[consumed..]);
            var part = piece.Slice(consumed + scan.Start, scan.Length);
            consumed += scan.Advance;
            if (!scan.IsComplete)
            {
                Carry(part);
                continue;
            }

            Count++;
            if (_carried == 0 && !_overlong && part.Length <= maxRecordBytes)
            {
                if (Sink.TryTake(part, Count))
                {
                    continue;
                }
            }

            Carry(part);
            if (!Offer())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The body is at its end: takes the last record, if no end followed it.</summary>
    /// <returns>False when the sink has something to await; then call again.</returns>
    public bool Finish()
    {
        if (!OfferHeld())
        {
            return false;
        }

        if (_carried > 0 || _overlong)
        {
            Count++;
            if (!Offer())
            {
                return false;
            }
        }

        CheckEnd();
        return true;
    }

    /// <summary>Finds the next record in a piece.</summary>
    protected abstract Scanned Scan(ReadOnlySpan<byte> piece);

    /// <summary>Refuses what is missing at the end.</summary>
    protected virtual void CheckEnd()
    {
    }

    private bool OfferHeld() => !_held || Offer();

    private bool Offer()
    {
        _held = true;
        if (_overlong)
        {
            Sink.Refuse(Count, Protocol.ErrorCodes.TooLarge,
                $"longer than {maxRecordBytes} bytes; send one sample a line or item (limit Monitor:Intake:MaxLineBytes).");
        }
        else if (!Sink.TryTake(_carry.AsSpan(0, _carried), Count))
        {
            return false;
        }

        _held = false;
        _overlong = false;
        _carried = 0;
        return true;
    }

    private void Carry(ReadOnlySpan<byte> part)
    {
        if (_overlong || _carried + part.Length > maxRecordBytes)
        {
            _overlong = true;
            _carried = 0;
            return;
        }

        if (_carry.Length < _carried + part.Length)
        {
            Array.Resize(ref _carry, Math.Min(Math.Max((_carried + part.Length) * 2, 1024), maxRecordBytes));
        }

        part.CopyTo(_carry.AsSpan(_carried));
        _carried += part.Length;
    }

    /// <summary>A record, or a part of one, in a piece.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">How long it is.</param>
    /// <param name="Advance">How far the piece is done with.</param>
    /// <param name="IsComplete">The record ends here.</param>
    protected readonly record struct Scanned(int Start, int Length, int Advance, bool IsComplete);
}

/// <summary>Records are lines.</summary>
internal sealed class LineSplitter(IRecordSink sink, int maxRecordBytes) : RecordSplitter(sink, maxRecordBytes)
{
    protected override Scanned Scan(ReadOnlySpan<byte> piece)
    {
        var end = piece.IndexOf((byte)'\n');
        return end < 0 ? new(0, piece.Length, piece.Length, false) : new(0, end, end + 1, true);
    }
}
