using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>What axe-core finds on the screens of fleets, miners, operators and the server.</summary>
[Collection(nameof(BrowserTests))]
public sealed class FleetAccessibilityTests(Browser browser)
{
    private static readonly string[] s_serious = ["serious", "critical"];

    [Theory]
    [InlineData("?fleet=acme", "miner-r00-00")]
    [InlineData("?fleet=acme&theme=light&colour=state&state=silent", "miner-r00-01")]
    [InlineData("?fleet=acme&miner=r00-04", "miner-days")]
    [InlineData("?fleet=acme&miner=r00-01&theme=light", "miner-days")]
    [InlineData("?view=operator&operator=pool-1", "operator-fleets")]
    [InlineData("?view=operator&operator=pool-1&theme=light", "operator-fleets")]
    [InlineData("?fleet=none", "fleet-refused")]
    [InlineData("?view=system", "silos-table")]
    [InlineData("?view=system&theme=light", "silos-table")]
    public async Task Axe_finds_nothing_serious(string query, string shown)
    {
        await using var monitor = await Stage.FleetAsync(200);
        monitor.SignedIn = FleetSnapshots.Admin;
        monitor.Scene.Set("live", "operator/pool-1", FleetSnapshots.Operator("pool-1", 200), Snapshots.Hour);
        await using var screen = await browser.OpenAsync(monitor.Url + query);
        await Assertions.Expect(screen[shown]).ToBeVisibleAsync();

        var findings = await screen.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

        Assert.Equal("", string.Join("\n", findings.Violations.Where(one => s_serious.Contains(one.Impact))
            .Select(one => $"{one.Impact} {one.Id}: {one.Help}: {string.Join(" | ", one.Nodes.Take(4).Select(node => node.Html))}")));
    }
}
