using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>Schemas as the wire has them.</summary>
internal static class ReferenceSchema
{
    /// <summary>The server writes numbers as numbers; that it also reads them from strings is leniency, not contract.</summary>
    public static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type & (JsonSchemaType.Number | JsonSchemaType.Integer)) != 0)
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        return Task.CompletedTask;
    }
}
