using System.Net;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Intake;
using Xunit;

namespace MinerMonitor.Silo.Tests.Intake;

public sealed partial class IntakeEndpointTests
{
    [Theory]
    [InlineData("/api/v1/fleets/nobody/samples", "[]", "admin", HttpStatusCode.NotFound, ErrorCodes.UnknownFleet)]
    [InlineData("/api/v2/write?bucket=nobody", "x", "admin", HttpStatusCode.NotFound, ErrorCodes.UnknownFleet)]
    [InlineData("/api/v2/write?bucket=past", "x", "admin", HttpStatusCode.Forbidden, ErrorCodes.ReadOnlyWorld)]
    [InlineData("/api/v2/write?bucket=acme", "x", "fleet:other:write", HttpStatusCode.Forbidden, ErrorCodes.Forbidden)]
    [InlineData("/api/v2/write?bucket=acme", "x", "fleet:acme:read", HttpStatusCode.Forbidden, ErrorCodes.Forbidden)]
    [InlineData("/api/v2/write?bucket=acme", "x", " ", HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated)]
    [InlineData("/api/v2/write?bucket=acme&precision=h", "x", "admin", HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    [InlineData("/api/v2/write?bucket=down", "x", "admin", HttpStatusCode.ServiceUnavailable, ErrorCodes.StoreUnavailable)]
    public async Task A_request_that_may_not_write_is_refused_whole(string path, string body, string scopes, HttpStatusCode status, string code)
    {
        await using var host = await IntakeHost.StartAsync();
        host.Client.DefaultRequestHeaders.Remove(IntakeHost.ScopesHeader);

        var problem = await IntakeHost.ProblemAsync(
            await host.PostAsync(path, new StringContent(body), scopes: scopes), status);

        Assert.Equal(code, problem.Code);
    }

    [Fact]
    public async Task Lines_name_their_fleets_and_each_is_checked()
    {
        await using var host = await IntakeHost.StartAsync();
        host.Client.DefaultRequestHeaders.Remove(IntakeHost.ScopesHeader);
        const string Body = """
            m,fleet=acme,miner=a hashrateThs=1
            m,fleet=other,miner=b hashrateThs=1
            m,fleet=acme,miner=c hashrateThs=1
            m,fleet=north,miner=d hashrateThs=1
            m,miner=e hashrateThs=1
            m,fleet=nobody,miner=f hashrateThs=1
            """;

        var response = await host.PostAsync(
            "/api/v2/write", new StringContent(Body), scopes: "fleet:acme:write fleet:other:write fleet:nobody:write");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["a", "b", "c"], host.Batches.Committed.Select(taken => taken.Miner));
        Assert.Equal(
            [(4, ErrorCodes.Forbidden), (5, ErrorCodes.UnknownFleet), (6, ErrorCodes.UnknownFleet)],
            problem.Refused!.Select(refusal => (refusal.Line, refusal.Code)));
    }

    [Fact]
    public async Task A_key_of_a_site_writes_samples_of_that_site_only()
    {
        await using var host = await IntakeHost.StartAsync();
        host.Client.DefaultRequestHeaders.Remove(IntakeHost.ScopesHeader);

        var response = await host.PostAsync(
            Samples,
            new StringContent("""[{"miner":"a","site":"hall","hashrateThs":1},{"miner":"b","hashrateThs":1},{"miner":"c","site":"roof","hashrateThs":1}]"""),
            scopes: "site:acme/hall:write");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("a", Assert.Single(host.Batches.Committed).Miner);
        Assert.Equal([(2, ErrorCodes.Forbidden), (3, ErrorCodes.Forbidden)], problem.Refused!.Select(refusal => (refusal.Line, refusal.Code)));
    }

    [Theory]
    [InlineData(Write, ErrorCodes.StoreUnavailable, 503)]
    [InlineData(Write, ErrorCodes.StoreFull, 503)]
    [InlineData(Write, ErrorCodes.Overloaded, 429)]
    [InlineData("/write?db=acme", ErrorCodes.Overloaded, 503)]
    public async Task A_store_that_takes_nothing_now_is_told_with_the_time_to_come_back(string path, string code, int status)
    {
        await using var host = await IntakeHost.StartAsync();
        host.Batches.Unavailable = new IntakeUnavailableException(code, "Not now.", TimeSpan.FromSeconds(1.5));

        var response = await host.PostAsync(path, ThreeLines);

        Assert.Equal(code, (await IntakeHost.ProblemAsync(response, (HttpStatusCode)status)).Code);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Bytes_in_progress_are_bounded_and_given_back()
    {
        await using var host = await IntakeHost.StartAsync(("Monitor:Intake:MaxBodyBytes", "1000"), ("Monitor:Intake:MaxConcurrentBytes", "1000"));
        var cancellation = TestContext.Current.CancellationToken;
        host.Batches.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = $"m,miner=a,note={new string('x', 700)} hashrateThs=1";

        var first = host.PostAsync(Write, body);
        await host.Batches.CommitBegun.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        var refused = await host.PostAsync(Write, body);
        host.Batches.Hold.SetResult();
        var problem = await IntakeHost.ProblemAsync(refused, HttpStatusCode.TooManyRequests);
        var taken = await first;
        var again = await host.PostAsync(Write, body);

        Assert.Equal(ErrorCodes.Overloaded, problem.Code);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (taken.StatusCode, again.StatusCode));
        Assert.Equal(2, host.Batches.Committed.Count);
    }

    [Theory]
    [InlineData("GET", "/ping", HttpStatusCode.NoContent)]
    [InlineData("HEAD", "/ping", HttpStatusCode.NoContent)]
    [InlineData("GET", "/health", HttpStatusCode.OK)]
    public async Task Probes_of_senders_are_answered(string method, string path, HttpStatusCode status)
    {
        await using var host = await IntakeHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.StartsWith("1.8", Assert.Single(response.Headers.GetValues("X-Influxdb-Version")), StringComparison.Ordinal);
    }
}
