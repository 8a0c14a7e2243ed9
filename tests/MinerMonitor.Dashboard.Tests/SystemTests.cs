using Microsoft.Playwright;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class SystemTests(Browser browser)
{
    [Fact]
    public async Task Shows_intake_store_delivery_and_silos()
    {
        await using var monitor = await Stage.FleetAsync(3);
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen["nav-system"].ClickAsync();
        await screen.HasTextAsync("system-rate", "1,043");
        await screen.HasTextAsync("system-ready", "ready");
        await screen.ContainsAsync("store-budget", "730\u202fMiB of 4.0\u202fGiB");
        await screen.HasTextAsync("journal-commit", "2.4 ms");
        await screen.HasTextAsync("fleets-applied", "1,234,567");
        await screen.HasTextAsync("fleets-merged", "12");
        await screen.ContainsAsync("silos-table", "monitor-1 · answers this page");
        await Assertions.Expect(screen["silos-table"].Locator("tbody tr")).ToHaveCountAsync(3);
        await screen.ShotAsync("system-desktop");
        await screen.Page.SetViewportSizeAsync(390, 844);
        await screen.ShotAsync("system-phone", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Shows_the_open_part_to_those_without_a_key()
    {
        await using var monitor = await Stage.LiveAsync();
        monitor.System = FleetSnapshots.System(Snapshots.Hour, withKey: false);
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=system&theme=light");
        await screen.HasTextAsync("system-rate", "1,043");
        await screen.ContainsAsync("system-locked", "sign in with a key");
        await Assertions.Expect(screen["silos-panel"]).ToBeHiddenAsync();
        await screen.ShotAsync("system-open");
    }

    [Fact]
    public async Task Shows_a_store_that_refuses_with_its_reason()
    {
        await using var monitor = await Stage.LiveAsync();
        var system = monitor.System;
        monitor.System = system with { Store = system.Store with { Ready = false, Fault = "The embedded store fills 3,400 of 4,096 MiB, more than 80 %.", UsedBytes = 3_400L << 20 } };
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=system");
        await screen.ContainsAsync("system-fault", "more than 80 %");
        await screen.HasTextAsync("system-ready", "not ready");
        monitor.System = system;
        await Assertions.Expect(screen["system-fault"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Lists_the_fleets_of_an_operator_with_the_worst_first()
    {
        await using var monitor = await Stage.FleetAsync(40);
        monitor.SignedIn = FleetSnapshots.Admin with { Scopes = ["operator:pool-1:read"] };
        var (rich, poor) = (monitor.Fleets[0], monitor.Fleets[0] with { Fleet = "beta", Totals = monitor.Fleets[0].Totals with { MarginUsdPhDay = -9 } });
        var group = new OperatorSnapshot { Operator = "pool-1", AsOfMs = Snapshots.Hour, Samples = new() { Applied = 10, Merged = 0, Stale = 0, Refused = 0 }, Miners = rich.Miners, Totals = rich.Totals, Fleets = [rich, poor] };
        monitor.Operators.Add(group with { Fleets = [] });
        monitor.Scene.Set("live", "operator/pool-1", group, Snapshots.Hour);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen["operators"].GetByText("pool-1").ClickAsync();
        await screen.HasTextAsync("operator-name", "pool-1");
        await Assertions.Expect(screen["operator-fleets"].Locator("tbody th").First).ToHaveTextAsync("beta");
        await screen.ShotAsync("operator-desktop");
        await screen["operator-fleets"].GetByText("acme").ClickAsync();
        await Assertions.Expect(screen["fleet-picker"]).ToHaveValueAsync("acme");
    }

    [Fact]
    public async Task Says_who_is_signed_in_and_when_the_key_ends()
    {
        await using var monitor = await Stage.FleetAsync(1);
        monitor.SignedIn = FleetSnapshots.Admin with { ExpiresAtMs = Snapshots.Hour + 5 * 3_600_000 };
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen.ContainsAsync("who", "desk · ends in 4\u202fh");
        await Assertions.Expect(screen["sign-out"]).ToBeVisibleAsync();
        await Assertions.Expect(screen["sign-in"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Says_that_the_key_has_ended()
    {
        await using var monitor = await Stage.LiveAsync();
        monitor.SignedIn = FleetSnapshots.Nobody with { Ended = "The key that this browser signed in with was revoked or has expired; sign in with another." };
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("who", "key ended");
        await screen["sign-in"].ClickAsync();
        await Assertions.Expect(screen["sign-in-dialog"]).ToContainTextAsync("revoked or has expired");
    }
}
