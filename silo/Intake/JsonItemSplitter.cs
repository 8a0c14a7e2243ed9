using System.Buffers;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Intake;

/// <summary>
/// Records are the items of a JSON array, or objects one after the other. Only brackets and quotes are looked at, so that a broken item
/// costs itself alone; the items are read properly afterwards.
/// </summary>
internal sealed class JsonItemSplitter(IRecordSink sink, int maxRecordBytes, bool isArray) : RecordSplitter(sink, maxRecordBytes)
{
    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> s_textEnds = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> s_scalarEnds = SearchValues.Create(" \t\r\n,]{\""u8);

    private int _depth;
    private bool _inText;
    private bool _escaped;
    private bool _inScalar;
    private bool _opened = !isArray;
    private bool _closed;

    protected override Scanned Scan(ReadOnlySpan<byte> piece)
    {
        var start = _depth > 0 || _inText || _inScalar ? 0 : SkipBetween(piece);
        if (start == piece.Length)
        {
            return new(start, 0, start, false);
        }

        var end = FindEnd(piece, start);
        return end < 0 ? new(start, piece.Length - start, piece.Length, false) : new(start, end - start, end, true);
    }

    protected override void CheckEnd()
    {
        if (isArray && !_closed)
        {
            Sink.Refuse(Count + 1, ErrorCodes.Malformed, "the array is not closed, so items may be missing; send the whole array again.");
        }
    }

    // White space, commas, and the array's own brackets.
    private int SkipBetween(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            switch (piece[i])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',':
                    break;
                case (byte)'[' when !_opened:
                    _opened = true;
                    break;
                case (byte)']' when isArray && !_closed:
                    _closed = true;
                    break;
                default:
                    return i;
            }
        }

        return piece.Length;
    }

    /// <summary>End of the value that begins at, or goes on from, a position; -1 when it goes on beyond the piece.</summary>
    private int FindEnd(ReadOnlySpan<byte> piece, int position)
    {
        while (position < piece.Length)
        {
            if (_inText)
            {
                if (!SkipText(piece, ref position))
                {
                    return -1;
                }

                if (_depth == 0)
                {
                    return position;
                }
            }
            else if (_depth == 0 && !_inScalar)
            {
                Begin(piece[position]);
                position++;
            }
            else if (_inScalar)
            {
                var length = piece[position..].IndexOfAny(s_scalarEnds);
                _inScalar = length < 0;
                return length < 0 ? -1 : position + length;
            }
            else
            {
                var next = piece[position..].IndexOfAny(s_structure);
                if (next < 0)
                {
                    return -1;
                }

                position += next + 1;
                var found = piece[position - 1];
                _inText = found == '"';
                _depth += found is (byte)'{' or (byte)'[' ? 1 : found is (byte)'}' or (byte)']' ? -1 : 0;
                if (_depth == 0)
                {
                    return position;
                }
            }
        }

        return -1;
    }

    private void Begin(byte first)
    {
        _depth = first is (byte)'{' or (byte)'[' ? 1 : 0;
        _inText = first == '"';
        _inScalar = _depth == 0 && !_inText;
    }

    // True when the text ended; the position is then behind its quote.
    private bool SkipText(ReadOnlySpan<byte> piece, ref int position)
    {
        while (position < piece.Length)
        {
            if (_escaped)
            {
                _escaped = false;
                position++;
                continue;
            }

            var next = piece[position..].IndexOfAny(s_textEnds);
            if (next < 0)
            {
                return false;
            }

            position += next + 1;
            if (piece[position - 1] == '"')
            {
                _inText = false;
                return true;
            }

            _escaped = true;
        }

        return false;
    }
}
