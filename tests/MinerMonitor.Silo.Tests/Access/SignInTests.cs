using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Grains.Access;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Access;

public sealed class SignInTests(MonitorHost host)
{
    [Fact]
    public async Task A_key_is_exchanged_for_a_cookie_with_the_same_rights()
    {
        var cookie = await SignInAsync(await host.CreateKeyAsync(["fleet:acme:read"]));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "/api/v1/test/fleets/acme", cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Get, "/api/v1/test/fleets/hosted", cookie));
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var response = await PostSignInAsync(new SignInRequest { Key = await host.CreateKeyAsync(["admin"]) });

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("expires=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "null", HttpStatusCode.Unauthorized)]
    [InlineData("X-Nothing", "", HttpStatusCode.Unauthorized)]
    public async Task The_cookie_changes_things_only_from_the_page_itself(string header, string value, HttpStatusCode expected)
    {
        var cookie = await SignInAsync(await host.CreateKeyAsync(["fleet:acme:write"]));

        Assert.Equal(expected, await AskAsync(HttpMethod.Put, "/api/v1/test/fleets/acme", cookie, (header, value)));
    }

    [Fact]
    public async Task The_pages_own_origin_is_known_without_fetch_metadata()
    {
        var cookie = await SignInAsync(await host.CreateKeyAsync(["fleet:acme:write"]));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(
            HttpMethod.Put, "/api/v1/test/fleets/acme", cookie, ("Origin", host.Address.GetLeftPart(UriPartial.Authority))));
    }

    [Fact]
    public async Task The_page_learns_who_is_signed_in_and_until_when()
    {
        var soon = TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds();
        var cookie = await SignInAsync(await host.CreateKeyAsync(["fleet:acme:write", "site:beta/south:read"], soon));

        var known = await WhoAsync(cookie);
        var stranger = await WhoAsync(null);

        Assert.True(known.SignedIn);
        Assert.Equal("Display of test", known.Name);
        Assert.Equal(["fleet:acme:write", "site:beta/south:read"], known.Scopes);
        Assert.Equal(soon, known.ExpiresAtMs); // the end of the key, not the later one of its cookie
        Assert.Null(known.Ended);
        Assert.Equal((false, true, null), (stranger.SignedIn, stranger.PublicSector, stranger.Ended));
        Assert.Empty(stranger.Scopes);
    }

    [Fact]
    public async Task The_page_learns_that_its_key_has_ended()
    {
        var key = await host.CreateKeyAsync(["admin"]);
        var cookie = await SignInAsync(key);
        Assert.True(KeyText.TryParse(key, out var source));
        await host.Grains.GetGrain<IKeyGrain>(source.Id).RevokeAsync();
        host.App.Services.GetRequiredService<KeyVerifier>().Forget(KeyIdOf(cookie));

        var status = await WhoAsync(cookie);

        Assert.False(status.SignedIn);
        Assert.Contains("revoked or has expired", status.Ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_revokes_the_cookie()
    {
        var cookie = await SignInAsync(await host.CreateKeyAsync(["fleet:acme:read"]));

        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(HttpMethod.Post, "/api/v1/sign-out", cookie, ("Sec-Fetch-Site", "same-origin")));

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(HttpMethod.Get, "/api/v1/test/fleets/acme", cookie));
    }

    [Fact]
    public async Task A_revoked_key_takes_its_cookies_along()
    {
        var key = await host.CreateKeyAsync(["fleet:acme:read"]);
        using var response = await PostSignInAsync(new SignInRequest { Key = key });
        Assert.True(KeyText.TryParse(key, out var source));
        Assert.True(KeyText.TryParse(CookieOf(response).Split('=')[1], out var display));
        Assert.NotNull(await host.Grains.GetGrain<IKeyGrain>(display.Id).GetAsync());

        await host.Grains.GetGrain<IKeyGrain>(source.Id).RevokeAsync();

        Assert.Null(await host.Grains.GetGrain<IKeyGrain>(display.Id).GetAsync());
    }

    [Fact]
    public async Task A_cookie_that_is_not_good_any_more_leaves_public_surfaces_open()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "/api/v1/system", $"{DisplayKeys.CookieName}={KeyText.Create().Text}"));
    }

    [Fact]
    public async Task A_code_signs_in_once()
    {
        var folder = Directory.CreateTempSubdirectory("monitor-first-start-").FullName;
        var started = await host.App.Services.GetRequiredService<FirstStart>().RunAsync(folder, TestContext.Current.CancellationToken);

        using var first = await PostSignInAsync(new SignInRequest { Code = started.SignInCode });
        using var second = await PostSignInAsync(new SignInRequest { Code = started.SignInCode });

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "/api/v1/keys", CookieOf(first)));
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
    }

    [Fact]
    public async Task The_sign_in_link_sets_the_cookie_and_opens_the_page()
    {
        var key = await host.CreateKeyAsync(["admin"]);
        Assert.True(KeyText.TryParse(key, out var parsed));
        var code = host.App.Services.GetRequiredService<SignInCodes>().Create(parsed.Id);
        using var client = host.CreateClient();

        using var response = await client.GetAsync($"/sign-in?code={code}", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Found, "/"), (response.StatusCode, response.Headers.Location?.ToString()));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "/api/v1/keys", CookieOf(response)));
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    [InlineData("{\"key\":\"mm_abcdefghijkm_nothing\"}", HttpStatusCode.Unauthorized, ErrorCodes.InvalidKey)]
    [InlineData("{\"code\":\"nothing\"}", HttpStatusCode.Unauthorized, ErrorCodes.InvalidKey)]
    public async Task A_bad_sign_in_says_why(string body, HttpStatusCode status, string code)
    {
        using var client = host.CreateClient();
        using var response = await client.PostAsync(
            "/api/v1/sign-in", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        var problem = await response.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, TestContext.Current.CancellationToken);
        Assert.Equal((status, code), (response.StatusCode, problem?.Code));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private static string KeyIdOf(string cookie) => KeyText.TryParse(cookie.Split('=')[1], out var key) ? key.Id : throw new ArgumentException("No key.", nameof(cookie));

    private async Task<SignInStatus> WhoAsync(string? cookie)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sign-in");
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadFromJsonAsync(ProtocolJson.Default.SignInStatus, TestContext.Current.CancellationToken))!;
    }

    private static string CookieOf(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    private async Task<string> SignInAsync(string key)
    {
        using var response = await PostSignInAsync(new SignInRequest { Key = key });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return CookieOf(response);
    }

    private async Task<HttpResponseMessage> PostSignInAsync(SignInRequest request)
    {
        using var client = host.CreateClient();
        return await client.PostAsJsonAsync("/api/v1/sign-in", request, ProtocolJson.Default.SignInRequest, TestContext.Current.CancellationToken);
    }

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, string cookie, params (string Name, string Value)[] headers)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
