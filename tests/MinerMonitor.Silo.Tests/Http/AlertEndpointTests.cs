using System.Net;
using System.Net.Http.Json;
using System.Text;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Alerts;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

/// <summary>Alert rules over HTTP: taken, listed, removed; a wrong one is told what is wrong with it.</summary>
public sealed class AlertEndpointTests(MonitorHost host)
{
    [Fact]
    public async Task A_rule_is_set_listed_and_removed()
    {
        using var client = host.CreateClient(await host.CreateKeyAsync(["admin"]));
        var stop = TestContext.Current.CancellationToken;

        using var put = await PutAsync(client, "sector/alerts/calm-down", """{"metric":"stress","above":80,"clearAt":75,"forSec":600,"severity":"critical","note":"Look."}""");
        var listed = await client.GetFromJsonAsync("/api/v1/sector/alerts", ProtocolJson.Default.PageAlertStatus, stop);
        using var removed = await client.DeleteAsync("/api/v1/sector/alerts/calm-down", stop);
        using var again = await client.DeleteAsync("/api/v1/sector/alerts/calm-down", stop);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (put.StatusCode, removed.StatusCode, again.StatusCode));
        var status = listed!.Items.Single(item => item.Name == "calm-down");
        Assert.Equal(new AlertRule { Metric = "stress", Above = 80, ClearAt = 75, ForSec = 600, Severity = "critical", Note = "Look." }, status.Rule);
    }

    [Theory]
    [InlineData("""{"metric":"stres","above":80}""", "it is one of ")]
    [InlineData("""{"metric":"stress"}""", "either above or below")]
    [InlineData("""{"metric":"stress","above":80,"below":10}""", "either above or below")]
    [InlineData("""{"metric":"stress","above":80,"clearAt":81}""", "clearAt")]
    [InlineData("""{"metric":"stress","above":80,"forSec":-1}""", "forSec")]
    [InlineData("""{"metric":"stress","above":80,"severity":"loud"}""", "severity is one of info, warning, critical")]
    [InlineData("""{"metric":"regime","above":80}""", "is no number")]
    public async Task A_wrong_rule_is_refused_with_what_is_wrong(string body, string sentence)
    {
        using var client = host.CreateClient(await host.CreateKeyAsync(["admin"]));

        using var answer = await PutAsync(client, "sector/alerts/wrong", body);
        var problem = await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.OutOfRange), (answer.StatusCode, problem!.Code));
        Assert.Contains(sentence, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_that_is_not_there_has_no_rules()
    {
        using var client = host.CreateClient(await host.CreateKeyAsync(["admin"]));

        using var answer = await PutAsync(client, "fleets/no-such-fleet/alerts/coverage", """{"metric":"totals.coverage","below":0.9}""");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void Numbers_of_a_snapshot_are_found_within_its_objects_and_not_within_lists()
    {
        var fleet = SnapshotNumbers.Of(ProtocolJson.Default.FleetSnapshot);

        Assert.Contains("totals.coverage", fleet);
        Assert.Contains("miners.silent", fleet);
        Assert.DoesNotContain(fleet, path => path.StartsWith("sites", StringComparison.Ordinal));
        Assert.Contains("retarget.change", SnapshotNumbers.Of(ProtocolJson.Default.SectorSnapshot));
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string body) =>
        client.PutAsync($"/api/v1/{path}", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
