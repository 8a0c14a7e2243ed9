using System.Buffers;

namespace MinerMonitor.Terminal.Load;

/// <summary>Where the bodies of a load come from. Senders ask from their own threads, each for batches that are its alone.</summary>
public interface ILoadBodies
{
    /// <summary>A body, good until the same batch or space is asked for again.</summary>
    /// <param name="round">Round, from 0.</param>
    /// <param name="batch">Batch within the round.</param>
    /// <param name="atMs">Time of all its readings, Unix milliseconds.</param>
    /// <param name="space">Space of the sender, to be used or not.</param>
    ReadOnlyMemory<byte> Body(int round, int batch, long atMs, ArrayBufferWriter<byte> space);
}
