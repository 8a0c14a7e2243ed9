using System.Runtime.InteropServices;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>One frame at one viewer.</summary>
/// <param name="Viewer">Number of the viewer.</param>
/// <param name="Frame">Number of the frame.</param>
/// <param name="At">When the last byte of it was read, timestamp of the machine's monotonic clock.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Receipt(int Viewer, int Frame, long At);
