namespace MinerMonitor.Silo.Live;

/// <summary>One message to a viewer, its JSON ready to send.</summary>
/// <param name="Json">The whole frame, UTF-8; empty for a sign of life that is no frame.</param>
/// <param name="Moves">True when the frame changed the viewer's position in its topic.</param>
internal readonly record struct EncodedFrame(ReadOnlyMemory<byte> Json, bool Moves);
