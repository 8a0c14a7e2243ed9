using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Grains.Series;
using Orleans.TestingHost;
using Xunit;

namespace MinerMonitor.Grains.Tests.Series;

/// <summary>What becomes of series that nobody appends to or asks for, by the clock of the machine.</summary>
public sealed class IdleSeriesTests : IAsyncLifetime
{
    private const long T0 = 1_770_249_600_000;
    private InProcessTestCluster? _cluster;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            TestStorage.AddTo(silo);
            silo.Services.AddSingleton(TimeProvider.System);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task Paused_replay_keeps_its_series_while_those_of_live_leave_memory_and_come_back()
    {
        var (paused, live) = ("feb-2026~aaaaaaaaaaaa/price", "live/price");
        foreach (var key in new[] { paused, live })
        {
            await Of(key).AppendAsync([new SeriesValue(T0, 70_000)]);
        }

        var management = _cluster!.Client.GetGrain<IManagementGrain>(0);
        await management.ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.NotNull(await management.GetActivationAddress(Of(paused), TestContext.Current.CancellationToken));
        Assert.Null(await management.GetActivationAddress(Of(live), TestContext.Current.CancellationToken));
        foreach (var key in new[] { paused, live })
        {
            Assert.Equal(70_000, Assert.Single((await Of(key).GetAsync(T0, T0 + 5_000, 5_000)).Points).Bucket.Last);
        }
    }

    private ISeriesGrain Of(string key) => _cluster!.Client.GetGrain<ISeriesGrain>(key);
}
