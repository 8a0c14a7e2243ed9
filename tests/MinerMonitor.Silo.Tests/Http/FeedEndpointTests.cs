using System.Net;
using System.Text.Json;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

public sealed class FeedEndpointTests(WorldHost host) : IClassFixture<WorldHost>
{
    [Fact]
    public async Task A_recording_has_what_was_said_by_whom_and_when()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

        using var answer = await host.Client.GetAsync($"/api/v1/feeds/{TalkingFeeds.Talks}/recording?seconds=2", TestContext.Current.CancellationToken);

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [("client", "{\"op\":\"subscribe\"}"), ("server", "{\"price\":\"70000.0\"}")],
            lines.Select(line => (line.GetProperty("dir").GetString(), line.GetProperty("text").GetString())));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("t").GetDouble(), before, before + 60));
    }

    [Theory]
    [InlineData("nobody/recording", HttpStatusCode.NotFound, ErrorCodes.UnknownFeed, "GET /api/v1/feeds")]
    [InlineData("off/recording", HttpStatusCode.Conflict, ErrorCodes.Conflict, "switched off")]
    [InlineData("talks/recording?seconds=0", HttpStatusCode.BadRequest, ErrorCodes.OutOfRange, "1 to 3600")]
    [InlineData("talks/recording?seconds=3601", HttpStatusCode.BadRequest, ErrorCodes.OutOfRange, "1 to 3600")]
    public async Task A_recording_that_cannot_be_is_refused_with_the_remedy(string path, HttpStatusCode status, string code, string remedy)
    {
        using var answer = await host.Client.GetAsync($"/api/v1/feeds/{path}", TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        var problem = JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ProtocolJson.Default.ProblemDocument)!;
        Assert.Equal(code, problem.Code);
        Assert.Contains(remedy, problem.Detail, StringComparison.Ordinal);
    }
}
