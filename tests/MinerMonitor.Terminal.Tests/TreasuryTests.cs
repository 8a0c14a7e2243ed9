using System.Text;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class TreasuryTests
{
    [Fact]
    public async Task Reports_a_day_and_passes_warnings_on()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Json(
            new FleetTreasuryReceipt { Acknowledged = 1, Unchanged = 0, Warnings = [new FleetTreasuryWarning { Line = 1, Reason = "heldBtc is 9: more than 5 % apart." }] },
            ProtocolJson.Default.FleetTreasuryReceipt);
        using var run = new Run();

        var code = await run.DoAsync(
            "fleet", "treasury", "add", "acme", "--date", "2026-02-05", "--mined-btc", "0.4", "--held-btc", "9", "--note", "counted", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, "The treasury of acme has 2026-02-05.\n", "miner-monitor: heldBtc is 9: more than 5 % apart.\n"), (code, run.Out, run.Error));
        var heard = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/api/v1/fleets/acme/treasury"), (heard.Method, heard.Path));
        Assert.Equal("""[{"date":"2026-02-05","minedBtc":0.4,"heldBtc":9,"note":"counted"}]""", Encoding.UTF8.GetString(heard.Body));
    }

    [Fact]
    public async Task Shows_months_value_and_what_does_not_fit()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Json(Book(), ProtocolJson.Default.FleetTreasuryBook);
        using var run = new Run();

        var code = await run.DoAsync("fleet", "treasury", "show", "acme", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, ""), (code, run.Error));
        Assert.Contains("held 12.5000 BTC (from an assumed empty treasury), $875,000 at $70,000", run.Out, StringComparison.Ordinal);
        Assert.Contains("2026-02: mined 1.6000 BTC, sold –; reported to 2026-02-04", run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Matches(@"2026-01 .*12\.4000 .*1\.5000 .*10\.9000", run.Out);
        Assert.Contains("2026-02-01: does not fit", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_how_to_begin_when_nothing_was_reported_and_takes_a_day_back()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (context, _) => context.Request.Method == "DELETE"
            ? Results.NoContent()
            : Results.Json(new FleetTreasuryBook { World = "live", Fleet = "acme", AsOfMs = A.Hour }, ProtocolJson.Default.FleetTreasuryBook);
        using var run = new Run();

        await run.DoAsync("fleet", "treasury", "show", "acme", "--url", server.Url.AbsoluteUri);
        await run.DoAsync("fleet", "treasury", "remove", "acme", "--date", "2026-02-05", "--url", server.Url.AbsoluteUri);

        Assert.Equal(
            "Nothing was reported yet; 'miner-monitor fleet treasury add acme --date DAY --mined-btc X' begins.\nRemoved 2026-02-05 from the treasury of acme.\n", run.Out);
        Assert.Equal("/api/v1/fleets/acme/treasury/2026-02-05", server.Requests.Last().Path);
    }

    private static FleetTreasuryBook Book() => new()
    {
        World = "live",
        Fleet = "acme",
        AsOfMs = A.Hour,
        Treasury = new FleetTreasury
        {
            MinedBtc = 14, SoldBtc = 1.5, HeldBtc = 12.5, OpeningBtc = 0, OpeningAssumed = true, FirstDate = "2026-01-01", LastDate = "2026-02-04", Entries = 35,
            Warnings = 1, Month = "2026-02", MonthMinedBtc = 1.6, PriceUsd = 70_000, HeldUsd = 875_000,
        },
        Months =
        [
            new FleetTreasuryMonth { Month = "2026-01", MinedBtc = 12.4, SoldBtc = 1.5, HeldBtc = 10.9, ProceedsUsd = 120_000 },
            new FleetTreasuryMonth { Month = "2026-02", MinedBtc = 1.6, HeldBtc = 12.5 },
        ],
        Entries = [new FleetTreasuryDay { Entry = new FleetTreasuryEntry { Date = "2026-02-01", MinedBtc = 1.6 }, BalanceBtc = 12.5, Warning = "does not fit" }],
    };
}
