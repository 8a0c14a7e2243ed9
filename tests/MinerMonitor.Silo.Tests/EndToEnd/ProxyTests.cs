using System.Net;
using System.Net.Http.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The server behind a reverse proxy, below a path: once the proxy takes the prefix off, once it hands it on.</summary>
[Collection(ProcessGroup.Name)]
public sealed class ProxyTests
{
    private const string Prefix = "/ops/mining";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_link_cookie_hub_and_stream_keep_the_prefix(bool takesOff)
    {
        using var folder = new TempFolder();
        await using var silo = takesOff
            ? await SiloProcess.StartAsync(folder.Path, ("Monitor__Proxy__Trusted__0", "127.0.0.0/8"))
            : await SiloProcess.StartAsync(folder.Path, ("Monitor__Proxy__PathBase", Prefix), ("Monitor__Proxy__Trusted__0", "127.0.0.1"));
        await using var proxy = await PrefixProxy.StartAsync(silo.Url, Prefix, takesOff);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var browser = new HttpClient(handler) { BaseAddress = proxy.Url };

        var page = await browser.GetStringAsync("", Cancelled);
        Assert.Contains("js/main.js", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"/js/", page, StringComparison.Ordinal);
        using (var script = await browser.GetAsync("js/main.js", Cancelled)) Assert.Equal(HttpStatusCode.OK, script.StatusCode);

        var code = silo.Output.Split("sign-in?code=")[1].Split(' ')[0];
        using var link = await browser.GetAsync($"sign-in?code={code}", Cancelled);
        Assert.Equal((HttpStatusCode.Redirect, $"{Prefix}/"), (link.StatusCode, link.Headers.Location?.OriginalString));
        var cookie = Assert.Single(link.Headers.GetValues("Set-Cookie"));
        Assert.Contains($"path={Prefix};", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);

        using var change = new HttpRequestMessage(HttpMethod.Put, "api/v1/fleets/acme") { Content = JsonContent.Create(new { }) };
        change.Headers.Add("Cookie", cookie.Split(';')[0]);
        change.Headers.Add("Origin", $"http://{proxy.Url.Authority}");
        using (var made = await browser.SendAsync(change, Cancelled)) Assert.True(made.IsSuccessStatusCode, $"{made.StatusCode}: {await made.Content.ReadAsStringAsync(Cancelled)}");

        using (var events = await browser.GetAsync("api/v1/stream?topic=sector&world=feb-2026", HttpCompletionOption.ResponseHeadersRead, Cancelled))
            Assert.Equal("text/event-stream", events.Content.Headers.ContentType?.MediaType);
        await using var client = new MonitorClient(new MonitorClientOptions { Url = proxy.Url, Key = silo.Key });
        await foreach (var update in client.WatchAsync([new TopicRequest { World = "feb-2026", Topic = Topics.Sector }], cancellationToken: Cancelled))
        {
            if (update.Kind == FrameKinds.Snapshot) break;
        }
    }

    [Fact]
    public async Task Nobody_is_believed_who_is_not_trusted()
    {
        using var folder = new TempFolder();
        await using var silo = await SiloProcess.StartAsync(folder.Path);
        await using var proxy = await PrefixProxy.StartAsync(silo.Url, Prefix, takesOff: true);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var browser = new HttpClient(handler) { BaseAddress = proxy.Url };

        using var answer = await browser.PostAsJsonAsync("api/v1/sign-in", new SignInRequest { Key = silo.Key }, ProtocolJson.Default.SignInRequest, Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Monitor__Proxy__PathBase", "mining", "Monitor:Proxy:PathBase")]
    [InlineData("Monitor__Proxy__PathBase", "/mining/", "Monitor:Proxy:PathBase")]
    [InlineData("Monitor__Proxy__Trusted__0", "the proxy", "Monitor:Proxy:Trusted")]
    public async Task A_wrong_setting_ends_the_start_with_a_sentence(string name, string value, string said)
    {
        using var folder = new TempFolder();

        var (code, output) = await SiloProcess.RunToEndAsync(folder.Path, (name, value));

        Assert.Equal(1, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }
}
