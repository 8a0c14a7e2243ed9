using System.Globalization;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>One silo for all tests of too much and of nonsense, with a small limit of miners, so that reaching it takes no minutes.</summary>
public sealed class CrowdedSilo : IAsyncLifetime
{
    /// <summary>Three shards and a bit.</summary>
    internal const int MinersPerFleet = 13_000;

    private readonly TempFolder _folder = new();

    internal SiloProcess Silo { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Silo = await SiloProcess.StartAsync(
        _folder.Path, ("Monitor__Intake__MinersPerFleet", MinersPerFleet.ToString(CultureInfo.InvariantCulture)));

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
