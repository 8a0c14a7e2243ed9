using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

/// <summary>The reference describes every route, with examples that its own types can read.</summary>
public sealed class ReferenceTests(MonitorHost host)
{
    private static readonly JsonSerializerOptions s_strict = new(ProtocolJson.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    [Fact]
    public async Task Every_operation_has_a_name_a_sentence_an_answer_and_an_example()
    {
        var document = await DocumentAsync();
        var faults = new List<string>();
        foreach (var (path, method, operation) in Operations(document))
        {
            if (operation["operationId"] is null) faults.Add($"{method} {path}: no operation id");
            if (operation["summary"] is null) faults.Add($"{method} {path}: no summary");
            faults.AddRange(Parameters(operation).Where(parameter => parameter["description"] is null).Select(parameter => $"{method} {path}: '{parameter["name"]}' is not described"));
            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                if (status is "204") continue;
                var content = response!["content"]?.AsObject();
                if (content is null or { Count: 0 }) faults.Add($"{method} {path}: {status} has no content");
                else faults.AddRange(content.Where(media => media.Value!["example"] is null && media.Value["schema"]?["format"]?.GetValue<string>() is not "binary").Select(media => $"{method} {path}: {status} {media.Key} has no example"));
            }

            if (operation["requestBody"]?["content"]?.AsObject() is { } bodies)
                faults.AddRange(bodies.Where(media => media.Value!["example"] is null).Select(media => $"{method} {path}: body {media.Key} has no example"));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_document_is_of_version_3_1_and_names_its_keys_tags_and_stream_types()
    {
        var document = await DocumentAsync();

        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["apiKey", "bearer", "cookie"], document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).Order());
        Assert.Equal(ReferenceTags.All.Select(tag => tag.Name), document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()));
        Assert.All(["Frame", "Heartbeat", "EventPayload", "Sample", "ProblemDocument", "SectorSnapshot"], name => Assert.NotNull(document["components"]!["schemas"]![name]));
        var used = Operations(document).SelectMany(operation => operation.Operation["tags"]!.AsArray().Select(tag => tag!.GetValue<string>())).ToHashSet();
        Assert.Empty(used.Except(ReferenceTags.All.Select(tag => tag.Name)));
    }

    [Fact]
    public async Task Every_reference_within_the_document_leads_somewhere()
    {
        var document = await DocumentAsync();
        var text = document.ToJsonString();
        var schemas = document["components"]!["schemas"]!.AsObject();

        foreach (var part in text.Split("\"$ref\":\"#/components/schemas/").Skip(1))
        {
            var name = part[..part.IndexOf('"', StringComparison.Ordinal)];
            Assert.True(schemas.ContainsKey(name), $"'{name}' is referred to and not there.");
        }
    }

    [Fact]
    public void Every_example_is_read_by_the_type_it_stands_for_and_comes_back_the_same()
    {
        var stated = host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.SelectMany(endpoint => endpoint.Metadata.OfType<RouteExample>()
            .Where(example => example.Type is not null).Select(example => (Name: example.Example!, example.Type!))
            .Concat(endpoint.Metadata.OfType<RouteBody>().Where(body => body.Type is not null).Select(body => (Name: body.Example, body.Type!))))
            .Distinct().ToList();

        Assert.NotEmpty(stated);
        foreach (var (name, type) in stated)
        {
            var text = ReferenceExamples.Read(name);
            var value = JsonSerializer.Deserialize(text, type, s_strict);
            var again = JsonNode.Parse(JsonSerializer.Serialize(value, type, s_strict));
            Assert.True(IsWithin(JsonNode.Parse(text), again), $"{name} does not come back the same from {type.Name}: {again}");
        }
    }

    [Fact]
    public void Every_example_is_used()
    {
        var used = host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .SelectMany(endpoint => endpoint.Metadata.OfType<RouteExample>().Select(example => example.Example).Concat(endpoint.Metadata.OfType<RouteBody>().Select(body => body.Example)))
            .Append("problem.json").OfType<string>().ToHashSet();

        Assert.Equal(used.Order(StringComparer.Ordinal), ReferenceExamples.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_page_names_this_servers_document_and_lets_no_other_script_run()
    {
        using var client = host.CreateClient();
        using var response = await client.GetAsync("/reference/", TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", policy, StringComparison.Ordinal);
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains(nonce, System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    /// <summary>Whether one document holds the members of another; members that the type fills in by default may come on top.</summary>
    private static bool IsWithin(JsonNode? less, JsonNode? more) => (less, more) switch
    {
        (JsonObject a, JsonObject b) => a.All(member => b.ContainsKey(member.Key) && IsWithin(member.Value, b[member.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => IsWithin(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(less, more),
    };

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(one => (path.Key, one.Key, one.Value!.AsObject())))
            .Where(one => !one.Item1.Contains("/test/", StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Parameters(JsonObject operation) => operation["parameters"]?.AsArray().OfType<JsonNode>() ?? [];

    private async Task<JsonObject> DocumentAsync()
    {
        using var client = host.CreateClient();
        return JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();
    }
}
