using System.Net;
using System.Net.Http.Headers;

namespace MinerMonitor.Client.Http;

/// <summary>A body read from a stream, telling how many bytes went out.</summary>
internal sealed class ProgressContent : HttpContent
{
    private readonly Stream _source;
    private readonly IProgress<long>? _progress;

    public ProgressContent(Stream source, string mediaType, IProgress<long>? progress)
    {
        _source = source;
        _progress = progress;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>Copies a stream, telling the bytes copied so far after each block.</summary>
    public static async Task CopyAsync(Stream source, Stream destination, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var block = new byte[64 * 1024];
        long copied = 0;
        for (int read; (read = await source.ReadAsync(block, cancellationToken)) > 0;)
        {
            await destination.WriteAsync(block.AsMemory(0, read), cancellationToken);
            copied += read;
            progress?.Report(copied);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        CopyAsync(_source, stream, _progress, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        CopyAsync(_source, stream, _progress, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _source.CanSeek ? _source.Length - _source.Position : 0;
        return _source.CanSeek;
    }
}
