using System.Globalization;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>One silo for all tests of misbehaviour, with small limits, so that reaching them takes no minutes.</summary>
public sealed class AbusedSilo : IAsyncLifetime
{
    internal const int CallsPerMinute = 200;
    internal const int WatchesPerConnection = 8;

    private readonly TempFolder _folder = new();

    internal SiloProcess Silo { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Silo = await SiloProcess.StartAsync(
        _folder.Path,
        ("Monitor__Live__HeartbeatInterval", "00:00:01"),
        ("Monitor__Live__CallsPerMinute", CallsPerMinute.ToString(CultureInfo.InvariantCulture)),
        ("Monitor__Live__WatchesPerConnection", WatchesPerConnection.ToString(CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Silo is not null)
        {
            await Silo.DisposeAsync();
        }

        _folder.Dispose();
    }
}
