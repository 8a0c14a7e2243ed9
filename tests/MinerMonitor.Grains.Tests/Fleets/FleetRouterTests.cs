using System.Globalization;
using MinerMonitor.Grains.Fleets;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

[Collection(FleetCluster.Collection)]
public sealed class FleetRouterTests(FleetCluster cluster)
{
    [Fact]
    public void Routes_of_so_many_fleets_are_kept_however_many_are_named_and_those_used_last_are_among_them()
    {
        var router = new FleetRouter(cluster.Grains, TimeProvider.System);
        var most = 0;
        for (var number = 0; number < 100_000; number++)
        {
            router.Of(string.Create(CultureInfo.InvariantCulture, $"f{number}"));
            most = Math.Max(most, router.Count);
        }

        Assert.Equal(FleetRouter.FleetLimit, most);
        var kept = router.Count;
        router.Of("f99999");
        Assert.Equal(kept, router.Count);
    }
}
