using MinerMonitor.Silo.Tests.EndToEnd;
using Xunit;

namespace MinerMonitor.Silo.Tests.Storage;

/// <summary>The contract on the embedded store.</summary>
[Collection(ProcessGroup.Name)]
public sealed class EmbeddedStoreTests : StoreContract
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync() => Instance = await StoreInstance.StartAsync(_folder.Path, ("Monitor:Store:MemoryBudgetBytes", "268435456"));

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Instance is not null)
        {
            await Instance.DisposeAsync();
        }

        _folder.Dispose();
    }

    private protected override async Task RestartAsync()
    {
        await Instance.DisposeAsync();
        await InitializeAsync();
    }
}
