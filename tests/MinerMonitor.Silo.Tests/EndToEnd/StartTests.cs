using System.Net;
using System.Text.RegularExpressions;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

[Collection(ProcessGroup.Name)]
public sealed partial class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notes_of_the_first_start_work_as_they_stand_and_a_second_process_is_refused()
    {
        using var folder = new TempFolder();
        await using var silo = await SiloProcess.StartAsync(folder.Path);
        var notes = silo.Output;

        Assert.Contains($"Data folder  {folder.Path}\n", notes, StringComparison.Ordinal);
        Assert.Contains($"/?view=feeds   (0 on, ", notes, StringComparison.Ordinal);
        Assert.Contains($"watch sector --world feb-2026 --url {silo.Url.GetLeftPart(UriPartial.Authority)}", notes, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "admin.key")));
        }

        await SignInLinkWorksOnceAsync(SignInLink().Match(notes).Value);
        await PrintedRequestWorksAsync(silo);

        var (code, output) = await SiloProcess.RunToEndAsync(folder.Path);
        Assert.Equal(1, code);
        Assert.Contains($"The data folder {folder.Path} is in use by another miner-monitor process.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        await silo.ReadyAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Wrong_setting_ends_the_start_with_a_sentence()
    {
        using var folder = new TempFolder();

        var (code, output) = await SiloProcess.RunToEndAsync(folder.Path, ("Monitor__Store", "redis"));
        var (unreachable, where) = await SiloProcess.RunToEndAsync(
            folder.Path, ("Monitor__Store", "redis"), ("Monitor__Store__ConnectionString", "127.0.0.1:1,connectTimeout=500,connectRetry=1"));

        Assert.Equal((1, 1), (code, unreachable));
        Assert.Contains("Monitor:Store:ConnectionString is empty", output, StringComparison.Ordinal);
        Assert.Contains("The store at 127.0.0.1:1 cannot be reached", where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KrakenSopt__Enabled", "false", "Monitor:Feeds:KrakenSopt names no feed; those there are:")]
    [InlineData("KrakenSpot__Urls__0", "ws://ws.kraken.com/v2", "Feed kraken-spot: 'ws://ws.kraken.com/v2' is not encrypted; use wss://")]
    [InlineData("KrakenSpot__Urls__0", "ws.kraken.com", "Feed kraken-spot: 'ws.kraken.com' is no address; it begins with wss://")]
    public async Task Wrong_setting_of_a_feed_ends_the_start_with_a_sentence(string setting, string value, string sentence)
    {
        using var folder = new TempFolder();

        var (code, output) = await SiloProcess.RunToEndAsync(folder.Path, ($"Monitor__Feeds__{setting}", value));

        Assert.Equal(1, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task SignInLinkWorksOnceAsync(string link)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var first = await browser.GetAsync(link, Cancelled);
        using var second = await browser.GetAsync(link, Cancelled);

        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.False(second.Headers.Contains("Set-Cookie"));
        using var keys = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(link), "/api/v1/keys"));
        keys.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var listed = await new HttpClient(new HttpClientHandler { UseCookies = false }).SendAsync(keys, Cancelled);
        await SiloRequests.StatusAsync(HttpStatusCode.OK, listed);
    }

    /// <summary>Does what the printed curl command would do, once before its fleet is there and once after.</summary>
    private static async Task PrintedRequestWorksAsync(SiloProcess silo)
    {
        var curl = Curl().Match(silo.Output);
        Assert.True(curl.Success, silo.Output);
        using var client = new HttpClient();
        using var unknown = await SendAsync();
        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, unknown);
        Assert.Equal(ErrorCodes.UnknownFleet, problem.Code);

        await silo.MakeFleetAsync("my-fleet");
        using var taken = await SendAsync();
        await SiloRequests.StatusAsync(HttpStatusCode.NoContent, taken);
        await silo.CountedAsync("my-fleet", 1, TimeSpan.FromSeconds(20));
        var miner = await silo.Client.GetMinerAsync("my-fleet", "rig-1", Cancelled);
        Assert.Equal((200, 3500), (miner.Row.HashrateThs, miner.Row.PowerW));

        async Task<HttpResponseMessage> SendAsync()
        {
            var key = (await File.ReadAllTextAsync(curl.Groups["file"].Value, Cancelled)).Trim();
            using var request = new HttpRequestMessage(HttpMethod.Post, curl.Groups["url"].Value) { Content = new StringContent(curl.Groups["body"].Value) };
            request.Headers.TryAddWithoutValidation("Authorization", $"Token {key}");
            return await client.SendAsync(request, Cancelled);
        }
    }

    [GeneratedRegex(@"http://\S+/sign-in\?code=\S+")]
    private static partial Regex SignInLink();

    [GeneratedRegex("""curl -X POST "(?<url>[^"]+)" -H "Authorization: Token \$\(cat '(?<file>[^']+)'\)" --data-binary '(?<body>[^']+)'""")]
    private static partial Regex Curl();
}
