using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

public sealed class HttpTests(MonitorHost host)
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, HttpStatusCode.NotFound, ErrorCodes.NotFound)]
    [InlineData("GET", "/nothing", null, HttpStatusCode.NotFound, ErrorCodes.NotFound)]
    [InlineData("DELETE", "/api/v1/system", null, HttpStatusCode.MethodNotAllowed, ErrorCodes.MethodNotAllowed)]
    [InlineData("POST", "/api/v1/keys", "text/plain", HttpStatusCode.UnsupportedMediaType, ErrorCodes.UnsupportedMediaType)]
    [InlineData("POST", "/api/v1/keys", "application/json", HttpStatusCode.BadRequest, ErrorCodes.Malformed)]
    [InlineData("GET", "/api/v1/test/fault", null, HttpStatusCode.InternalServerError, ErrorCodes.Internal)]
    [InlineData("GET", "/api/v1/test/topic/live/fleet-none", null, HttpStatusCode.NotFound, ErrorCodes.UnknownFleet)]
    public async Task Every_failure_is_a_problem_document(string method, string path, string? contentType, HttpStatusCode status, string code)
    {
        using var client = host.CreateClient(await host.CreateKeyAsync(["admin"]));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = contentType is null ? null : new StringContent("{\"name\":", Encoding.UTF8, contentType);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var problem = JsonSerializer.Deserialize(text, ProtocolJson.Default.ProblemDocument)!;

        Assert.Equal((status, code), (response.StatusCode, problem.Code));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"/docs/errors#{code}", problem.Type);
        Assert.Equal((int)status, problem.Status);
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        Assert.DoesNotContain("secret of the inside", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_answers_a_get_with_the_payload_of_its_frames()
    {
        await host.Topic("live", "http-topic").PublishAsync(7, 2);
        using var client = host.CreateClient();

        Assert.Equal(
            "{\"value\":7,\"padding\":\"xx\"}",
            await client.GetStringAsync("/api/v1/test/topic/live/http-topic", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task System_tells_store_intake_and_silos()
    {
        using var client = host.CreateClient();

        var system = await client.GetFromJsonAsync("/api/v1/system", ProtocolJson.Default.SystemSnapshot, TestContext.Current.CancellationToken);

        Assert.NotNull(system);
        Assert.Equal(("memory only", 3L), (system.Store.Durability, system.Intake.Acknowledged));
        Assert.Single(system.Silos);
        Assert.InRange(system.ServerAtMs, system.StartedAtMs, long.MaxValue);
    }

    [Fact]
    public async Task System_tells_how_it_runs_inside_to_holders_of_a_key_only()
    {
        using var stranger = host.CreateClient();
        using var user = host.CreateClient(await host.CreateKeyAsync(["fleet:acme:read"]));

        var open = await stranger.GetFromJsonAsync("/api/v1/system", ProtocolJson.Default.SystemSnapshot, TestContext.Current.CancellationToken);
        var whole = await user.GetFromJsonAsync("/api/v1/system", ProtocolJson.Default.SystemSnapshot, TestContext.Current.CancellationToken);

        Assert.Null(open!.Operations);
        var operations = whole!.Operations!;
        var silo = Assert.Single(operations.Silos, one => one.Answers);
        Assert.Equal(("active", whole.Silos[0]), (silo.Status, silo.Address));
        Assert.InRange(silo.StartedAtMs, whole.ServerAtMs - 86_400_000, whole.ServerAtMs);
        Assert.True(silo.Grains > 0);
        Assert.InRange(operations.WorkingSetBytes, 1 << 20, operations.MemoryLimitBytes);
    }

    [Fact]
    public async Task Ready_tells_why_the_store_is_not()
    {
        using var client = host.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);

        host.Store.Fault = "The disk is full; free some.";
        try
        {
            using var response = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            var problem = await response.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, TestContext.Current.CancellationToken);

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "The disk is full; free some."), (response.StatusCode, problem?.Detail));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        }
        finally
        {
            host.Store.Fault = null;
        }
    }

    [Fact]
    public async Task Keys_are_made_listed_page_by_page_and_revoked()
    {
        using var client = host.CreateClient(await host.CreateKeyAsync(["admin"]));
        using var made = await client.PostAsJsonAsync(
            "/api/v1/keys", new KeyRequest { Name = "rack 7", Scopes = ["fleet:acme:read"] }, ProtocolJson.Default.KeyRequest, TestContext.Current.CancellationToken);
        var created = await made.Content.ReadFromJsonAsync(ProtocolJson.Default.KeyCreated, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        using var user = host.CreateClient(created!.Key);
        Assert.Equal(HttpStatusCode.OK, (await user.GetAsync("/api/v1/test/fleets/acme", TestContext.Current.CancellationToken)).StatusCode);

        var listed = new Dictionary<string, KeySummary>();
        string? after = null;
        do
        {
            var page = await client.GetFromJsonAsync(
                $"/api/v1/keys?limit=3{(after is null ? "" : $"&after={after}")}", ProtocolJson.Default.PageKeySummary, TestContext.Current.CancellationToken);
            Assert.InRange(page!.Items.Count, 0, 3);
            foreach (var key in page.Items)
            {
                listed.Add(key.Id, key);
            }

            after = page.Next;
        }
        while (after is not null);
        Assert.Equal("rack 7", listed[created.Summary.Id].Name);
        Assert.NotNull(listed[created.Summary.Id].LastUsedAtMs);

        using var revoked = await client.DeleteAsync($"/api/v1/keys/{created.Summary.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await user.GetAsync("/api/v1/test/any", TestContext.Current.CancellationToken)).StatusCode);
        using var again = await client.DeleteAsync($"/api/v1/keys/{created.Summary.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("", "fleet:acme:read", null, "'name'")]
    [InlineData("x", null, null, "'scopes'")]
    [InlineData("x", "fleet:acme", null, "'fleet:acme'")]
    [InlineData("x", "admin", 1000L, "'expiresAtMs'")]
    public async Task A_bad_key_request_names_the_member_at_fault(string name, string? scope, long? expiresAtMs, string named)
    {
        using var client = host.CreateClient(await host.CreateKeyAsync(["admin"]));
        using var response = await client.PostAsJsonAsync(
            "/api/v1/keys",
            new KeyRequest { Name = name, Scopes = scope is null ? [] : [scope], ExpiresAtMs = expiresAtMs },
            ProtocolJson.Default.KeyRequest,
            TestContext.Current.CancellationToken);
        var problem = await response.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.Malformed), (response.StatusCode, problem?.Code));
        Assert.Contains(named, problem?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_start_makes_one_admin_key_for_its_owner_alone()
    {
        var folder = Directory.CreateTempSubdirectory("monitor-first-start-").FullName;
        await using var fresh = new MonitorHost();
        await fresh.InitializeAsync();
        var firstStart = fresh.App.Services.GetRequiredService<FirstStart>();
        var first = await firstStart.RunAsync(folder, TestContext.Current.CancellationToken);
        var file = Path.Combine(folder, FirstStart.FileName);

        Assert.NotNull(first.AdminKey);
        Assert.Equal(first.AdminKey, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        using var client = fresh.CreateClient(first.AdminKey);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/keys", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Null((await firstStart.RunAsync(folder, TestContext.Current.CancellationToken)).AdminKey);
    }

    [Fact]
    public async Task OpenApi_is_version_3_1_and_names_the_routes()
    {
        using var client = host.CreateClient();
        var text = await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);

        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(document.RootElement.GetProperty("paths").TryGetProperty("/api/v1/keys", out _));
    }

    [Fact]
    public async Task Metrics_come_in_the_form_of_prometheus()
    {
        using var client = host.CreateClient();
        var text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("# TYPE ", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responses_carry_the_headers_that_protect_the_page()
    {
        using var client = host.CreateClient();
        using var response = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("default-src 'self'; script-src 'self'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_the_pages_import_map_by_its_hash_and_no_other_script()
    {
        var folder = Directory.CreateTempSubdirectory("monitor-page-").FullName;
        File.WriteAllText(
            Path.Combine(folder, "index.html"),
            "<script type=\"importmap\">{\"imports\":{}}</script><script>alert(1)</script><script type=\"module\" src=\"/app.js\"></script>");
        using var files = new PhysicalFileProvider(folder);

        // sha256 of {"imports":{}}
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("{\"imports\":{}}"u8));
        Assert.Contains($"script-src 'self' 'sha256-{hash}';", SecurityHeaders.PolicyOf(files.GetFileInfo("index.html")), StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", SecurityHeaders.PolicyOf(new NotFoundFileInfo("index.html")), StringComparison.Ordinal);
    }
}
