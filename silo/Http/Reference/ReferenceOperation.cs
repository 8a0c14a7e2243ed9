using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>One operation of the document: what follows from the metadata of its route.</summary>
internal static class ReferenceOperation
{
    /// <summary>Adds access, meanings of parameters, bodies, examples and the problem document.</summary>
    public static async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document ?? throw new InvalidOperationException("An operation is described within its document.");
        operation.Tags = new HashSet<OpenApiTagReference> { new(ReferenceTags.Of(context.Description.RelativePath ?? ""), document) };
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= ReferenceParameters.Meaning(parameter.Name ?? "");
            parameter.Example ??= ReferenceParameters.Example(parameter.Name ?? "");
        }

        foreach (var body in metadata.OfType<RouteBody>()) await AddBodyAsync(operation, body, context, cancellation);
        foreach (var example in metadata.OfType<RouteExample>()) AddExample(operation, example);
        AddAccess(operation, metadata.OfType<AccessDeclaration>().LastOrDefault()?.Kind ?? AccessKind.Admin, document);
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem document: what is wrong, and the remedy. `code` is one of [the table](/docs/errors).",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problems.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDocument), document), Example = ReferenceExamples.Node("problem.json") },
            },
        };
    }

    private static async Task AddBodyAsync(
        OpenApiOperation operation, RouteBody body, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        // A body that the route binds by itself is there already, with its schema.
        var request = operation.RequestBody as OpenApiRequestBody;
        if (request is null) operation.RequestBody = request = new OpenApiRequestBody { Required = true };
        request.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (!request.Content.TryGetValue(body.MediaType, out var media)) request.Content[body.MediaType] = media = new OpenApiMediaType();
        media.Schema ??= body.Type is { } type
            ? await context.GetOrCreateSchemaAsync(type, null, cancellation)
            : new OpenApiSchema { Type = JsonSchemaType.String };
        media.Example = ReferenceExamples.Node(body.Example);
    }

    private static void AddExample(OpenApiOperation operation, RouteExample example)
    {
        operation.Responses ??= [];
        var status = example.Status.ToString(CultureInfo.InvariantCulture);
        if (!operation.Responses.TryGetValue(status, out var known) || known is not OpenApiResponse response)
            operation.Responses[status] = response = new OpenApiResponse { Description = "OK" };
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (!response.Content.TryGetValue(example.MediaType, out var media))
        {
            media = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            if (example.Example is null) media.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
            response.Content[example.MediaType] = media;
        }

        if (example.Example is { } name) media.Example = ReferenceExamples.Node(name);
    }

    private static void AddAccess(OpenApiOperation operation, AccessKind kind, OpenApiDocument document)
    {
        var needs = kind switch
        {
            AccessKind.Public => null,
            AccessKind.SectorRead => "Public, unless `Monitor:Access:PublicSector` is `false`; then any key.",
            AccessKind.AnyKey => "Any key; what it covers decides what is answered or taken.",
            AccessKind.FleetRead => "A key with `fleet:ID:read`, or a wider one.",
            AccessKind.FleetWrite => "A key with `fleet:ID:write`, or a wider one.",
            AccessKind.OperatorRead => "A key with `operator:ID:read`, or a wider one.",
            AccessKind.Admin => "A key with `admin`.",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of access."),
        };
        if (needs is null) return;
        operation.Description = operation.Description is { } said ? $"{said}\n\nNeeds: {needs}" : $"Needs: {needs}";
        operation.Security = [.. ReferenceDocument.KeySchemes.Select(scheme => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(scheme, document)] = [],
        })];
        if (kind is AccessKind.SectorRead) operation.Security.Insert(0, []);
    }
}
