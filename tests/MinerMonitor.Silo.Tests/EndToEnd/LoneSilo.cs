using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>One silo on the embedded store for all tests of a class, so that their effects meet: none may spoil the state of another.</summary>
public sealed class LoneSilo : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    internal SiloProcess Silo { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Silo = await SiloProcess.StartAsync(_folder.Path, ("Monitor__Intake__MaxBodyBytes", "1000000"));

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
