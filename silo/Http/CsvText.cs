using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace MinerMonitor.Silo.Http;

/// <summary>Lines of a text that may be long, one after another as they arrive.</summary>
internal static class CsvText
{
    /// <summary>Longest line, bytes.</summary>
    public const int MaxLineBytes = 8 << 10;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the lines.</summary>
    /// <param name="body">The text, UTF-8.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Number of the line, from 1, and the line; null where it is longer than <see cref="MaxLineBytes"/> or not UTF-8.</returns>
    public static async IAsyncEnumerable<(int Number, string? Text)> ReadAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        var isCut = false;
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            try
            {
                while (TryTake(ref rest, result.IsCompleted, out var line))
                {
                    yield return (++number, isCut ? null : Decode(line));
                    isCut = false;
                }

                if (isCut || rest.Length > MaxLineBytes)
                {
                    isCut = true; // what is there of it is dropped: a line without end must not fill memory
                    rest = rest.Slice(rest.End);
                }
            }
            finally
            {
                body.AdvanceTo(rest.Start, rest.End); // also where the caller has seen enough: a body left in the middle of a read costs its sender the connection
            }

            if (result.IsCompleted)
            {
                break;
            }
        }

        if (isCut)
        {
            yield return (number + 1, null);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty)
        {
            return false;
        }

        rest = rest.Slice(rest.End);
        return true;
    }

    private static string? Decode(ReadOnlySequence<byte> line)
    {
        if (line.Length > MaxLineBytes)
        {
            return null;
        }

        try
        {
            return s_utf8.GetString(line).TrimEnd('\r').TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
