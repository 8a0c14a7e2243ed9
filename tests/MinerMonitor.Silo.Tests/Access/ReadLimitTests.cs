using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;
using Xunit;

namespace MinerMonitor.Silo.Tests.Access;

/// <summary>One that asks too often is told when to come back, and nobody else is. The rate is one an hour: no test waits for it.</summary>
public sealed class ReadLimitTests : IAsyncLifetime
{
    private const int Burst = 5;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Monitor:Reads:PerSecond"] = "0.000277",
            ["Monitor:Reads:Burst"] = "5",
        });
        builder.Services.AddMonitorReadLimit();
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            // What authentication and the proxy's headers find out.
            if (context.Request.Headers["X-Test-Address"].ToString() is { Length: > 0 } address) context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            if (context.Request.Headers["X-Test-Key"].ToString() is { Length: > 0 } key)
                context.User = new ClaimsPrincipal(new KeyIdentity(new AccessGrant(key, key == "admin" ? [AccessScope.Admin] : []), "test"));
            return next(context);
        });
        _app.UseRateLimiter();
        foreach (var path in (string[])["/api/v1/sector", "/api/v1/stream", "/api/v1/what-if", "/api/v1/samples", "/index.html"]) _app.Map(path, () => "answer");
        await _app.StartAsync(Cancelled);
        _client = new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task One_that_floods_is_told_when_to_come_back_and_nobody_else_is()
    {
        Assert.Equal((Burst, 15), await AskAsync(20, address: "203.0.113.7"));
        using var refused = await SendAsync("/api/v1/sector", address: "203.0.113.7");
        var problem = await refused.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled);

        Assert.Equal((ErrorCodes.Overloaded, "application/problem+json"), (problem!.Code, refused.Content.Headers.ContentType?.MediaType));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2));
        Assert.Equal((1, 0), await AskAsync(1, address: "203.0.113.8"));
        Assert.Equal((1, 0), await AskAsync(1, address: "203.0.113.7", key: "display"));
    }

    [Fact]
    public async Task Each_key_counts_for_itself_from_wherever_it_asks()
    {
        Assert.Equal((3, 0), await AskAsync(3, address: "198.51.100.1", key: "one"));
        Assert.Equal((2, 1), await AskAsync(3, address: "198.51.100.2", key: "one"));
        Assert.Equal((Burst, 1), await AskAsync(Burst + 1, address: "198.51.100.1", key: "two"));
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_network_are_one_caller()
    {
        Assert.Equal((3, 0), await AskAsync(3, address: "2001:db8:0:1::1"));
        Assert.Equal((2, 1), await AskAsync(3, address: "2001:db8:0:1::2"));
        Assert.Equal((1, 0), await AskAsync(1, address: "2001:db8:0:2::1"));
    }

    [Theory]
    [InlineData("GET", "/index.html")]
    [InlineData("GET", "/api/v1/stream")]
    [InlineData("POST", "/api/v1/samples")]
    public async Task What_has_limits_of_its_own_or_costs_nothing_is_not_counted(string method, string path) =>
        Assert.Equal((20, 0), await AskAsync(20, path, method, address: "192.0.2.1"));

    [Fact]
    public async Task A_what_if_counts_though_it_is_posted() =>
        Assert.Equal((Burst, 2), await AskAsync(Burst + 2, "/api/v1/what-if", "POST", address: "192.0.2.2"));

    [Fact]
    public async Task An_admin_is_not_counted_on_the_machine_itself_alone()
    {
        Assert.Equal((20, 0), await AskAsync(20, key: "admin"));
        Assert.Equal((Burst, 1), await AskAsync(Burst + 1, address: "192.0.2.3", key: "admin"));
    }

    private async Task<(int Answered, int Refused)> AskAsync(int times, string path = "/api/v1/sector", string method = "GET", string? address = null, string? key = null)
    {
        var statuses = new List<HttpStatusCode>();
        for (var time = 0; time < times; time++)
        {
            using var response = await SendAsync(path, method, address, key);
            statuses.Add(response.StatusCode);
        }

        return (statuses.Count(status => status == HttpStatusCode.OK), statuses.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string method = "GET", string? address = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (address is not null) request.Headers.Add("X-Test-Address", address);
        if (key is not null) request.Headers.Add("X-Test-Key", key);
        return await _client.SendAsync(request, Cancelled);
    }
}
