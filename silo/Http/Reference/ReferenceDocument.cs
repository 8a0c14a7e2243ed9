using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>The document as a whole.</summary>
internal static class ReferenceDocument
{
    private const string Introduction = """
        Live state of Bitcoin mining: markets, chain, stress index, fleets.

        JSON is camelCase, times are Unix milliseconds (`…AtMs`), every number has its unit in its name, and a member that is absent is not known: absent is
        never zero. Lists come as `{"items":[…],"next":…}`; pass `next` as `?after=` for the next page. Whatever fails answers with a problem document whose
        `code` is [stable](/docs/errors). What a topic of the stream carries has the schema of the GET of the same name
        ([protocol](/docs/protocol)).
        """;

    private static readonly Type[] s_streamTypes =
        [typeof(Frame), typeof(Heartbeat), typeof(EventPayload), typeof(TopicRequest), typeof(ResumePosition), typeof(Sample), typeof(ProblemDocument)];

    /// <summary>Names of the ways in which a key is told.</summary>
    public static readonly IReadOnlyList<string> KeySchemes = ["bearer", "apiKey", "cookie"];

    /// <summary>Registers the document <c>v1</c>.</summary>
    public static IServiceCollection AddReference(this IServiceCollection services) => services.AddOpenApi("v1", api =>
    {
        api.AddSchemaTransformer(ReferenceSchema.TransformAsync);
        api.AddOperationTransformer(ReferenceOperation.TransformAsync);
        api.AddDocumentTransformer(TransformAsync);
    });

    private static async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info.Title = "Miner Stress Monitor";
        document.Info.Version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        document.Info.Description = Introduction;

        // Without scheme and host, which a proxy may change; with the path prefix, which it tells.
        var prefix = document.Servers is [{ Url: { } url }, ..] ? new Uri(url).AbsolutePath.TrimEnd('/') : "";
        document.Servers = [new OpenApiServer { Url = $"{prefix}/", Description = "This server" }];
        document.Tags = new HashSet<OpenApiTag>(ReferenceTags.All.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Text }));
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeySchemes[0]] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key; `Token KEY` is taken as well." },
            [KeySchemes[1]] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key." },
            [KeySchemes[2]] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = DisplayKeys.CookieName, Description = "The page's cookie; from this server's own pages alone.",
            },
        };
        foreach (var type in s_streamTypes) document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellation));
    }
}
