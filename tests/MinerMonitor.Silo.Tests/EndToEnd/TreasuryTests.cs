using System.Net;
using System.Text;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A fleet's treasury through the whole house: HTTP, access, snapshot and stream, SDK.</summary>
[Collection(ProcessGroup.Name)]
public sealed class TreasuryTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reported_days_are_in_the_book_the_snapshot_and_the_stream()
    {
        await lone.Silo.MakeFleetAsync("coins");

        var receipt = await lone.Silo.Client.ReportTreasuryAsync(
            "coins",
            [
                new FleetTreasuryEntry { Date = "2026-01-31", HeldBtc = 10 },
                new FleetTreasuryEntry { Date = "2026-02-01", MinedBtc = 1, SoldBtc = 2, ProceedsUsd = 150_000, Note = "payroll", Source = "desk" },
                new FleetTreasuryEntry { Date = "2026-02-02", MinedBtc = 1, HeldBtc = 5 },
            ],
            Cancelled);

        Assert.Equal((3, 0), (receipt.Acknowledged, receipt.Unchanged));
        Assert.Equal(3, Assert.Single(receipt.Warnings).Line);
        var book = await lone.Silo.Client.GetTreasuryAsync("coins", Cancelled);
        Assert.Equal(("coins", "live"), (book.Fleet, book.World));
        Assert.Equal([("2026-01", 10.0), ("2026-02", 5.0)], book.Months.Select(month => (month.Month, month.HeldBtc!.Value)));
        Assert.Equal(("2026-02-01", "payroll", "desk", 9.0), (book.Entries[1].Entry.Date, book.Entries[1].Entry.Note, book.Entries[1].Entry.Source, book.Entries[1].BalanceBtc!.Value));
        Assert.Null(book.Entries[0].Entry.MinedBtc);
        var snapshot = await lone.Silo.Client.GetFleetAsync("coins", Cancelled);
        Assert.Equal((2.0, 2.0, 5.0, 10.0, false), (snapshot.Treasury!.MinedBtc!.Value, snapshot.Treasury.SoldBtc!.Value, snapshot.Treasury.HeldBtc!.Value, snapshot.Treasury.OpeningBtc, snapshot.Treasury.OpeningAssumed));
        Assert.Null(snapshot.Treasury.HeldUsd); // nobody told this world a price
        await foreach (var update in lone.Silo.Client.WatchFleetAsync("coins", null, Cancelled))
        {
            Assert.Equal(5, update.Value!.Treasury!.HeldBtc);
            break;
        }
    }

    [Fact]
    public async Task Refused_entries_are_named_by_line_and_the_others_kept()
    {
        await lone.Silo.MakeFleetAsync("lines");

        using var answer = await PostAsync(
            "lines",
            """
            {"date":"2026-02-01","minedBtc":1}
            {"date":"2026-02-30","minedBtc":1}
            {"date":"2026-02-02","minedBtc":-1}
            {"date":"2026-02-03"}
            {"date":"2099-01-01","minedBtc":1}
            not json
            {"minedBtc":1}
            """);
        using var none = await PostAsync("lines", " ");

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);
        Assert.Equal((ErrorCodes.PartlyRefused, 1, 6), (problem.Code, problem.Acknowledged, problem.RefusedCount));
        Assert.Equal(
            [(2, "malformed"), (3, "out_of_range"), (4, "malformed"), (5, "out_of_range"), (6, "malformed"), (7, "malformed")],
            problem.Refused!.Select(refusal => (refusal.Line, refusal.Code)));
        Assert.Equal(ErrorCodes.Malformed, (await SiloRequests.ProblemAsync(HttpStatusCode.BadRequest, none)).Code);
        Assert.Equal("2026-02-01", Assert.Single((await lone.Silo.Client.GetTreasuryAsync("lines", Cancelled)).Entries).Entry.Date);
    }

    [Fact]
    public async Task Reader_may_look_and_only_a_writer_may_report_and_take_back()
    {
        await lone.Silo.MakeFleetAsync("scoped");
        await using var reader = await ClientAsync("fleet:scoped:read");
        await using var writer = await ClientAsync("fleet:scoped:write");
        await using var site = await ClientAsync("site:scoped/north:write");
        FleetTreasuryEntry[] entries = [new() { Date = "2026-02-01", MinedBtc = 1 }];

        await Assert.ThrowsAsync<MonitorForbiddenException>(() => reader.ReportTreasuryAsync("scoped", entries, Cancelled));
        await Assert.ThrowsAsync<MonitorForbiddenException>(() => site.ReportTreasuryAsync("scoped", entries, Cancelled));
        await Assert.ThrowsAsync<MonitorForbiddenException>(() => site.GetTreasuryAsync("scoped", Cancelled));
        await writer.ReportTreasuryAsync("scoped", entries, Cancelled);
        Assert.Equal(1, (await reader.GetTreasuryAsync("scoped", Cancelled)).Treasury!.HeldBtc);
        await Assert.ThrowsAsync<MonitorForbiddenException>(() => reader.DeleteTreasuryEntryAsync("scoped", new DateOnly(2026, 2, 1), Cancelled));
        await writer.DeleteTreasuryEntryAsync("scoped", new DateOnly(2026, 2, 1), Cancelled);
        Assert.Null((await reader.GetTreasuryAsync("scoped", Cancelled)).Treasury);
        Assert.Null((await reader.GetFleetAsync("scoped", Cancelled)).Treasury);
    }

    [Fact]
    public async Task What_is_not_there_is_404_with_its_code_and_a_replay_takes_nothing()
    {
        await lone.Silo.MakeFleetAsync("empty");

        using var fleet = await PostAsync("nobody", """{"date":"2026-02-01","minedBtc":1}""");
        using var read = await lone.Silo.Http.GetAsync("/api/v1/fleets/nobody/treasury", Cancelled);
        using var gone = await lone.Silo.Http.DeleteAsync("/api/v1/fleets/nobody/treasury/2026-02-01", Cancelled);
        using var entry = await lone.Silo.Http.DeleteAsync("/api/v1/fleets/empty/treasury/2026-02-01", Cancelled);
        using var day = await lone.Silo.Http.DeleteAsync("/api/v1/fleets/empty/treasury/yesterday", Cancelled);
        using var replay = await PostAsync("sim@feb-2026", """{"date":"2026-02-01","minedBtc":1}""");

        Assert.Equal(ErrorCodes.UnknownFleet, (await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, fleet)).Code);
        Assert.Equal(ErrorCodes.UnknownFleet, (await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, read)).Code);
        Assert.Equal(ErrorCodes.UnknownFleet, (await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, gone)).Code);
        Assert.Equal(ErrorCodes.UnknownEntry, (await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, entry)).Code);
        Assert.Equal(ErrorCodes.Malformed, (await SiloRequests.ProblemAsync(HttpStatusCode.BadRequest, day)).Code);
        Assert.Equal(ErrorCodes.ReadOnlyWorld, (await SiloRequests.ProblemAsync(HttpStatusCode.Conflict, replay)).Code);
    }

    private Task<HttpResponseMessage> PostAsync(string fleet, string body) => lone.Silo.Http.PostAsync(
        $"/api/v1/fleets/{Uri.EscapeDataString(fleet)}/treasury", new StringContent(body, Encoding.UTF8, "application/json"), Cancelled);

    private async Task<MonitorClient> ClientAsync(string scope) =>
        new(lone.Silo.Http.BaseAddress!, (await lone.Silo.Client.CreateKeyAsync(new KeyRequest { Name = scope, Scopes = [scope] }, Cancelled)).Key);
}
