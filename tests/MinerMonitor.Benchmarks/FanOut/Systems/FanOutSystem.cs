using System.Diagnostics;

namespace MinerMonitor.Benchmarks.FanOut.Systems;

/// <summary>A server process that delivers each frame to all of its viewers.</summary>
internal abstract class FanOutSystem(Process process, string name, string protocol, int port) : IAsyncDisposable
{
    /// <summary>Name in the table.</summary>
    public string Name => name;

    /// <summary>Protocol of its viewers.</summary>
    public string Protocol => protocol;

    /// <summary>Port on loopback.</summary>
    public int Port => port;

    /// <summary>The server.</summary>
    public Process Process => process;

    /// <summary>Tells the server what makes it publish a frame. The clock of "tick → received" starts just before.</summary>
    /// <param name="number">Number of the frame.</param>
    public abstract Task TickAsync(int number);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
