using System.Globalization;
using System.Net;
using System.Text;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>What a person sets of many miners, through the whole house: HTTP, access, shards, SDK.</summary>
[Collection(ProcessGroup.Name)]
public sealed class InventoryTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private static readonly TimeSpan s_counted = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bad_rows_are_refused_by_line_and_every_other_is_kept()
    {
        await lone.Silo.MakeFleetAsync("rows");

        using var answer = await PutAsync(
            "rows",
            "miner,site,label,maintenance,tariff_override_usd_kwh,nominalHashrateThs\n" +
            "a,north,\"the loud, red one\",true,0.061,200\n" +
            "b,north,,yes,,\n" + // 3: maintenance is no flag
            "c,no/rth,,,,\n" + // 4: no site's name
            ",north,,,,\n" + // 5: no miner
            "d,north\n" + // 6: too few cells
            "e,north,,,99,\n" + // 7: a tariff out of range
            "f,north,,,0.0x,\n" + // 8: no number
            "g,north,\"open,,,\n" + // 9: a quote that is not closed
            $"h,{new string('x', 9_000)},,,,\n" + // 10: too long
            "\n" +
            $"{new string('i', 129)},north,,,,\n" + // 12: an id too long
            "j,south,,,,\r\n" +
            "k,south,,,,");

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);
        Assert.Equal((ErrorCodes.PartlyRefused, 3, 9), (problem.Code, problem.Acknowledged, problem.RefusedCount));
        Assert.Equal(
            [
                (3, ErrorCodes.Malformed), (4, ErrorCodes.Malformed), (5, ErrorCodes.NoIdentity), (6, ErrorCodes.Malformed), (7, ErrorCodes.OutOfRange), (8, ErrorCodes.Malformed),
                (9, ErrorCodes.Malformed), (10, ErrorCodes.Malformed), (12, ErrorCodes.OutOfRange),
            ],
            problem.Refused!.Select(refusal => (refusal.Line, refusal.Code)));
        Assert.All(problem.Refused!, refusal => Assert.NotEmpty(refusal.Reason));
        var a = await lone.Silo.Client.GetMinerAsync("rows", "a", Cancelled);
        Assert.Equal(
            ("the loud, red one", 0.061, "maintenance", "north", 200.0), (a.Label, a.TariffOverrideUsdKwh, a.Row.State, a.Row.Site, a.Row.NominalHashrateThs!.Value));
        Assert.Equal("south", (await lone.Silo.Client.GetMinerAsync("rows", "k", Cancelled)).Row.Site);
        await Assert.ThrowsAsync<MonitorNotFoundException>(() => lone.Silo.Client.GetMinerAsync("rows", "b", Cancelled));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("site,label\nnorth,x\n", "no column 'miner'")]
    [InlineData("miner,tarrif\na,1\n", "'tarrif'")]
    [InlineData("miner,site,Site\na,x,y\n", "once")]
    public async Task A_table_that_is_no_inventory_is_refused_whole(string table, string sentence)
    {
        await lone.Silo.MakeFleetAsync("none");

        using var answer = await PutAsync("none", table);

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);
        Assert.Equal(ErrorCodes.Malformed, problem.Code);
        Assert.Contains(sentence, problem.Detail, StringComparison.Ordinal);
        Assert.Empty((await lone.Silo.Client.GetMinersAsync("none", cancellationToken: Cancelled)).Items);
    }

    [Fact]
    public async Task Twenty_thousand_rows_are_there_in_one_request_and_the_same_table_changes_nothing()
    {
        await lone.Silo.MakeFleetAsync("many");
        var table = new StringBuilder("miner,site,label,model\n");
        for (var row = 0; row < 20_000; row++)
        {
            table.Append(CultureInfo.InvariantCulture, $"m{row},s{row % 4},rack {row / 100},Antminer S21\n");
        }

        var first = await SendAsync();
        var again = await SendAsync();
        var moved = await lone.Silo.Client.PatchMinersAsync("many", new MinerFilter { Site = "s1" }, new MinerSettings { Site = "s2", Maintenance = true }, Cancelled);
        var removed = await lone.Silo.Client.DeleteMinersAsync("many", new MinerFilter { Site = "s3" }, Cancelled);

        Assert.Equal((20_000, 20_000, 20_000), (first.Matched, first.Added, first.Changed));
        Assert.Equal((20_000, 0, 0), (again.Matched, again.Added, again.Changed));
        Assert.Equal((5_000, 5_000), (moved.Matched, moved.Changed));
        Assert.Equal((5_000, 5_000), (removed.Matched, removed.Changed));
        Assert.Equal(5_000, (await lone.Silo.Client.GetMinersAsync("many", new MinerFilter { State = "maintenance" }, cancellationToken: Cancelled)).Total);
        Assert.Equal(15_000, (await lone.Silo.Client.GetMinersAsync("many", cancellationToken: Cancelled)).Total);
        Assert.Equal("rack 199", (await lone.Silo.Client.GetMinerAsync("many", "m19998", Cancelled)).Label);
        await lone.Silo.WriteAllAsync("many", "miners,miner=m3 hashrateThs=100\nminers,miner=m0 hashrateThs=100"); // one that was removed, and one that was not
        await lone.Silo.CountedAsync("many", 2, s_counted);
        Assert.Equal(15_001, (await lone.Silo.Client.GetMinersAsync("many", cancellationToken: Cancelled)).Total);

        async Task<MinerChangeResult> SendAsync()
        {
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(table.ToString()));
            return await lone.Silo.Client.PutMinersAsync("many", body, cancellationToken: Cancelled);
        }
    }

    [Theory]
    [InlineData("", """{"maintenance":true}""", ErrorCodes.OutOfRange)]
    [InlineData("?all=false", """{"maintenance":true}""", ErrorCodes.OutOfRange)]
    [InlineData("?site=north", "{}", ErrorCodes.Malformed)]
    [InlineData("?site=north", """{"site":"a/b"}""", ErrorCodes.Malformed)]
    [InlineData("?site=north", """{"tariffOverrideUsdKwh":20}""", ErrorCodes.OutOfRange)]
    [InlineData("?state=tired", """{"maintenance":true}""", ErrorCodes.OutOfRange)]
    public async Task A_change_of_nobody_named_or_of_nothing_is_refused(string which, string settings, string code)
    {
        await lone.Silo.MakeFleetAsync("asked-to-change");
        using var body = new StringContent(settings, Encoding.UTF8, "application/json");

        using var answer = await lone.Silo.Http.PatchAsync($"/api/v1/fleets/asked-to-change/miners{which}", body, Cancelled);

        Assert.Equal(code, (await SiloRequests.ProblemAsync(HttpStatusCode.BadRequest, answer)).Code);
    }

    [Fact]
    public async Task Only_who_may_write_the_fleet_may_change_its_miners_and_a_replay_has_none_to_change()
    {
        await lone.Silo.MakeFleetAsync("guarded");
        var key = (await lone.Silo.Client.CreateKeyAsync(new KeyRequest { Name = "reader", Scopes = ["fleet:guarded:read", "site:guarded/north:write"] }, Cancelled)).Key;
        await using var reader = new MonitorClient(lone.Silo.Url, key);
        using var table = new MemoryStream("miner\na\n"u8.ToArray());

        await Assert.ThrowsAsync<MonitorForbiddenException>(() => reader.PutMinersAsync("guarded", table, cancellationToken: Cancelled));
        await Assert.ThrowsAsync<MonitorForbiddenException>(() => reader.PatchMinersAsync("guarded", null, new MinerSettings { Maintenance = true }, Cancelled));
        await Assert.ThrowsAsync<MonitorForbiddenException>(() => reader.DeleteMinersAsync("guarded", null, Cancelled));
        var replay = await Assert.ThrowsAsync<MonitorRefusedException>(() => lone.Silo.Client.DeleteMinersAsync("sim@feb-2026", null, Cancelled));
        Assert.Equal(ErrorCodes.ReadOnlyWorld, replay.Code);
        using var unknown = await PutAsync("nowhere", "miner\na\n");
        Assert.Equal(ErrorCodes.UnknownFleet, (await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, unknown)).Code);
    }

    private Task<HttpResponseMessage> PutAsync(string fleet, string table) =>
        lone.Silo.Http.PutAsync($"/api/v1/fleets/{fleet}/miners", new StringContent(table, Encoding.UTF8, "text/csv"), Cancelled);
}
