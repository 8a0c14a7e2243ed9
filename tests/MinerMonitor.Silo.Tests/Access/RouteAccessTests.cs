using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Access;

/// <summary>Walks every route that is mapped, so that a new one cannot forget to say what it asks.</summary>
public sealed class RouteAccessTests(MonitorHost host)
{
    private const string Undeclared = "/api/v1/test/undeclared";

    [Fact]
    public void Every_route_declares_what_it_asks_of_its_caller()
    {
        var silent = Routes().Where(route => route.Metadata.GetMetadata<AccessDeclaration>() is null)
            .Select(route => route.RoutePattern.RawText).Where(pattern => pattern != Undeclared);

        Assert.Empty(silent);
    }

    [Fact]
    public async Task A_route_that_declares_nothing_is_open_to_admins_only()
    {
        Assert.Equal((HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated), await AskAsync("GET", Undeclared, null));
        Assert.Equal((HttpStatusCode.Forbidden, ErrorCodes.Forbidden), await AskAsync("GET", Undeclared, await host.CreateKeyAsync(["fleet:acme:write"])));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("GET", Undeclared, await host.CreateKeyAsync(["admin"]))).Status);
    }

    [Fact]
    public async Task Every_route_refuses_strangers_foreign_keys_and_expired_keys()
    {
        var foreign = await host.CreateKeyAsync(["fleet:other:write", "operator:other:read", "site:acme/south:write"]);
        var expired = await host.CreateKeyAsync(["admin"], expiresAtMs: 1_000);
        var walked = 0;
        foreach (var route in Routes())
        {
            var kind = route.Metadata.GetMetadata<AccessDeclaration>()?.Kind ?? AccessKind.Admin;
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                if (method == "HEAD")
                {
                    continue; // has no body to tell the code in, and shares its route with GET
                }

                var path = PathOf(route);
                var what = $"{method} {path} ({kind})";
                var stranger = await AskAsync(method, path, null);
                var foreigner = await AskAsync(method, path, foreign);
                var late = await AskAsync(method, path, expired);

                if (kind is AccessKind.Public or AccessKind.SectorRead)
                {
                    Assert.False(stranger.Code is ErrorCodes.Unauthenticated or ErrorCodes.Forbidden, $"{what} refused a caller without a key: {stranger}");
                }
                else
                {
                    Assert.True(stranger == (HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated), $"{what} without a key: {stranger}");
                }

                if (kind is AccessKind.Admin or AccessKind.FleetRead or AccessKind.FleetWrite or AccessKind.OperatorRead)
                {
                    Assert.True(foreigner == (HttpStatusCode.Forbidden, ErrorCodes.Forbidden), $"{what} with a foreign key: {foreigner}");
                }

                Assert.True(late == (HttpStatusCode.Unauthorized, ErrorCodes.InvalidKey), $"{what} with an expired key: {late}");
                walked++;
            }
        }

        Assert.True(walked > 15, $"Only {walked} routes were found to walk.");
    }

    [Theory]
    [InlineData("fleet:acme:read", "GET", "/api/v1/test/fleets/acme", HttpStatusCode.OK)]
    [InlineData("fleet:acme:read", "PUT", "/api/v1/test/fleets/acme", HttpStatusCode.Forbidden)]
    [InlineData("fleet:acme:write", "PUT", "/api/v1/test/fleets/acme", HttpStatusCode.OK)]
    [InlineData("operator:pool:read", "GET", "/api/v1/test/fleets/hosted", HttpStatusCode.OK)]
    [InlineData("operator:pool:read", "PUT", "/api/v1/test/fleets/hosted", HttpStatusCode.Forbidden)]
    [InlineData("operator:pool:read", "GET", "/api/v1/test/fleets/acme", HttpStatusCode.Forbidden)]
    [InlineData("operator:pool:read", "GET", "/api/v1/test/operators/pool", HttpStatusCode.OK)]
    [InlineData("site:acme/north:write", "PUT", "/api/v1/test/fleets/acme/sites/north", HttpStatusCode.OK)]
    [InlineData("site:acme/north:write", "PUT", "/api/v1/test/fleets/acme/sites/south", HttpStatusCode.Forbidden)]
    [InlineData("site:acme/north:write", "GET", "/api/v1/test/fleets/acme", HttpStatusCode.Forbidden)]
    [InlineData("fleet:acme:read", "GET", "/api/v1/test/any", HttpStatusCode.OK)]
    [InlineData("fleet:acme:read", "GET", "/api/v1/keys", HttpStatusCode.Forbidden)]
    [InlineData("admin", "GET", "/api/v1/keys", HttpStatusCode.OK)]
    public async Task A_key_opens_what_its_scope_covers(string scope, string method, string path, HttpStatusCode expected) =>
        Assert.Equal(expected, (await AskAsync(method, path, await host.CreateKeyAsync([scope]))).Status);

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("Authorization", "Token {0}")]
    [InlineData("X-Api-Key", "{0}")]
    public async Task A_key_comes_in_any_of_its_headers(string header, string form)
    {
        var key = await host.CreateKeyAsync(["fleet:acme:read"]);
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, string.Format(null, CompositeFormat.Parse(form), key));

        using var response = await client.GetAsync("/api/v1/test/any", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_key_in_the_address_counts_nowhere_but_on_streams()
    {
        var key = await host.CreateKeyAsync(["admin"]);

        Assert.Equal(ErrorCodes.Unauthenticated, (await AskAsync("GET", $"/api/v1/test/any?access_token={key}", null)).Code);
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static string PathOf(RouteEndpoint route)
    {
        var segments = route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "fleet" } => "acme",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "site" } => "north",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "documentName" } => "v1",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => parameter.Name,
            _ => "",
        })));
        return "/" + string.Join('/', segments);
    }

    private async Task<(HttpStatusCode Status, string? Code)> AskAsync(string method, string path, string? key)
    {
        using var client = host.CreateClient(key);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD"))
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json" && method != "HEAD";
        var text = isProblem ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : null;
        return (response.StatusCode, text is null ? null : JsonSerializer.Deserialize(text, ProtocolJson.Default.ProblemDocument)!.Code);
    }
}
