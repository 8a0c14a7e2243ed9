using System.IO.Compression;
using System.Net;
using System.Text;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Silo.Tests.Intake;

public sealed partial class IntakeEndpointTests
{
    private const string Samples = "/api/v1/fleets/acme/samples";
    private const string Write = "/api/v2/write?bucket=acme";
    private const string ThreeLines = "m,miner=a hashrateThs=1\r\n# two\n\nm,miner=b hashrateThs=2 1770458700\nm,miner=c hashrateThs=3";

    [Theory]
    [InlineData(Write)]
    [InlineData("/write?db=acme")]
    [InlineData("/write?db=acme&precision=s&u=x&p=key")]
    public async Task Lines_are_taken_with_their_numbers(string path)
    {
        await using var host = await IntakeHost.StartAsync();

        var response = await host.PostAsync(path, ThreeLines);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal([new("acme", "a", 1, 1), new("acme", "b", 4, 2), new("acme", "c", 5, 3)], host.Batches.Committed);
    }

    [Theory]
    [InlineData("""[{"miner":"a","hashrateThs":1},{"miner":"b","hashrateThs":"2"}]""", "application/json")]
    [InlineData("""[{"miner":"a","hashrateThs":1},{"miner":"b","hashrateThs":"2"}]""", "application/x-www-form-urlencoded")]
    [InlineData("{\"miner\":\"a\",\"hashrateThs\":1}\r\n{\"miner\":\"b\",\"hashrateThs\":2}\r\n", "application/x-ndjson")]
    [InlineData("{\"miner\":\"a\",\"hashrateThs\":1}\n{\"miner\":\"b\",\"hashrateThs\":2}", "application/json")]
    [InlineData("\uFEFF{\n  \"miner\": \"a\",\n  \"hashrateThs\": 1\n}\n{\n  \"miner\": \"b\",\n  \"hashrateThs\": 2\n}", "application/json")]
    public async Task Json_is_taken_in_every_shape(string body, string contentType)
    {
        await using var host = await IntakeHost.StartAsync();

        var response = await host.PostAsync(Samples, body, contentType);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal([new("acme", "a", 1, 1), new("acme", "b", 2, 2)], host.Batches.Committed);
    }

    [Fact]
    public async Task A_body_in_two_chunks_is_the_same_wherever_it_is_cut()
    {
        await using var host = await IntakeHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(ThreeLines);
        for (var cut = 1; cut < body.Length; cut++)
        {
            using var response = await host.PostAsync(Write, new ChunkedContent(body, cut));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal(3 * (body.Length - 1), host.Batches.Committed.Count);
        Assert.Equal(body.Length - 1, host.Batches.Committed.Count(taken => taken is { Miner: "b", Line: 4, HashrateThs: 2 }));
    }

    [Theory]
    [InlineData(Write, ThreeLines)]
    [InlineData(Samples, """[{"miner":"a","hashrateThs":1},{"miner":"b","hashrateThs":2},{"miner":"c","hashrateThs":3}]""")]
    public async Task A_body_of_single_bytes_is_taken(string path, string text)
    {
        await using var host = await IntakeHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(text);

        var response = await host.PostAsync(path, new ChunkedContent(body, [.. Enumerable.Range(1, body.Length - 1)]));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["a", "b", "c"], host.Batches.Committed.Select(taken => taken.Miner));
    }

    [Fact]
    public async Task Good_lines_are_kept_and_bad_ones_named()
    {
        await using var host = await IntakeHost.StartAsync();

        var response = await host.PostAsync(Write, "m,miner=a hashrateThs=1\nm,miner=b hashrateThs=fast\nm,algo=Scrypt,miner=c hashrate=1\nm,miner=d hashrateThs=nan\nm,miner=e powerW=3");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal((ErrorCodes.PartlyRefused, 2, 3), (problem.Code, problem.Acknowledged, problem.RefusedCount));
        Assert.Equal(
            [(2, ErrorCodes.Malformed), (3, ErrorCodes.Algorithm), (4, ErrorCodes.NoReading)], problem.Refused!.Select(refusal => (refusal.Line, refusal.Code)));
        Assert.Equal(["a", "e"], host.Batches.Committed.Select(taken => taken.Miner));
    }

    [Fact]
    public async Task A_number_that_json_does_not_have_costs_its_item_alone()
    {
        await using var host = await IntakeHost.StartAsync();

        var response = await host.PostAsync(Samples, """[{"miner":"a","hashrateThs":NaN},{"miner":"b","hashrateThs":2},{"miner":"c","powerW":1e999}]""");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal([1, 3], problem.Refused!.Select(refusal => refusal.Line));
        Assert.Contains("hashrateThs", problem.Refused![0].Reason, StringComparison.Ordinal);
        Assert.Contains("powerW", problem.Refused![1].Reason, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(host.Batches.Committed).Miner);
    }

    [Fact]
    public async Task An_overlong_line_is_refused_alone()
    {
        await using var host = await IntakeHost.StartAsync();

        var response = await host.PostAsync(Write, $"m,miner=a hashrateThs=1\nm,miner=b,note={new string('x', 70_000)} hashrateThs=2\nm,miner=c hashrateThs=3");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        var refusal = Assert.Single(problem.Refused!);
        Assert.Equal((2, ErrorCodes.TooLarge), (refusal.Line, refusal.Code));
        Assert.Equal(["a", "c"], host.Batches.Committed.Select(taken => taken.Miner));
    }

    [Theory]
    [InlineData(Write, "m,miner=x{0} hashrateThs=1\n")]
    [InlineData(Samples, "{{\"miner\":\"x{0}\",\"hashrateThs\":1}}\n")]
    public async Task A_large_gzip_body_is_taken(string path, string format)
    {
        await using var host = await IntakeHost.StartAsync();

        var response = await host.PostAsync(path, new ByteArrayContent(Gzip(Lines(format, 20_000))), encoding: "gzip");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"x{i}"), host.Batches.Committed.Select(taken => taken.Miner));
    }

    [Fact]
    public async Task Of_a_truncated_gzip_body_the_lines_before_the_cut_are_kept()
    {
        await using var host = await IntakeHost.StartAsync();
        var whole = Gzip(Lines("m,miner=x{0} hashrateThs=1\n", 20_000));

        var response = await host.PostAsync(Write, new ByteArrayContent(whole[..(whole.Length / 2)]), encoding: "gzip");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        var refusal = Assert.Single(problem.Refused!);
        var kept = host.Batches.Committed.Select(taken => taken.Miner).ToList();
        Assert.Contains("cut off", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal((kept.Count, kept.Count + 1), (problem.Acknowledged, refusal.Line));
        Assert.InRange(kept.Count, 1_000, 19_000);
        Assert.Equal(Enumerable.Range(0, kept.Count).Select(i => $"x{i}"), kept);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task A_gzip_body_without_its_last_bytes_is_told(int missing)
    {
        await using var host = await IntakeHost.StartAsync();
        var whole = Gzip(Lines("m,miner=x{0} hashrateThs=1\n", 100));

        var response = await host.PostAsync(Write, new ByteArrayContent(whole[..^missing]), encoding: "gzip");

        var problem = await IntakeHost.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("cut off", Assert.Single(problem.Refused!).Reason, StringComparison.Ordinal);
        Assert.Equal(host.Batches.Committed.Count, problem.Acknowledged);
    }

    [Theory]
    [InlineData("m,miner=a hashrateThs=1", "gzip", HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    [InlineData("m,miner=a hashrateThs=1", "br", HttpStatusCode.UnsupportedMediaType, ErrorCodes.UnsupportedMediaType)]
    [InlineData("", null, HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    [InlineData("""{"miner":"a","hashrateThs":1}""", null, HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    [InlineData("\u0001\u0002\u0003\u0004", null, HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    public async Task A_body_that_is_no_line_protocol_is_refused_whole(string body, string? encoding, HttpStatusCode status, string code)
    {
        await using var host = await IntakeHost.StartAsync();

        var problem = await IntakeHost.ProblemAsync(
            await host.PostAsync(Write, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), encoding: encoding), status);

        Assert.Equal(code, problem.Code);
        Assert.NotNull(problem.Detail);
        Assert.Empty(host.Batches.Committed);
    }

    [Fact]
    public async Task Gzip_without_its_header_is_told()
    {
        await using var host = await IntakeHost.StartAsync();

        var problem = await IntakeHost.ProblemAsync(await host.PostAsync(Write, new ByteArrayContent(Gzip("m,miner=a hashrateThs=1"))), HttpStatusCode.BadRequest);

        Assert.Contains("Content-Encoding: gzip", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m,miner=a hashrateThs=1")]
    [InlineData("   \n  ")]
    public async Task A_body_that_is_no_json_is_refused_whole(string body)
    {
        await using var host = await IntakeHost.StartAsync();

        var problem = await IntakeHost.ProblemAsync(await host.PostAsync(Samples, body, "application/json"), HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCodes.Malformed, problem.Code);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_body_beyond_the_limit_is_refused_whole_and_the_limit_named(bool isChunked, bool isGzip)
    {
        await using var host = await IntakeHost.StartAsync(("Monitor:Intake:MaxBodyBytes", "10000"));
        var text = Lines("m,miner=x{0} hashrateThs=1\n", 1_000);
        var body = isGzip ? Gzip(text) : Encoding.UTF8.GetBytes(text);
        HttpContent content = isChunked ? new ChunkedContent(body) : new ByteArrayContent(body);

        var problem = await IntakeHost.ProblemAsync(
            await host.PostAsync(Write, content, encoding: isGzip ? "gzip" : null), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal(ErrorCodes.TooLarge, problem.Code);
        Assert.Contains("10000", problem.Detail, StringComparison.Ordinal);
        Assert.Empty(host.Batches.Committed);
    }

    private static string Lines(string format, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i)));

    private static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }
}
