using System.Security.Cryptography;
using MinerMonitor.Silo.Access;
using Scalar.AspNetCore;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>The page <c>/reference</c>, which shows the document and sends requests to try.</summary>
internal static class ReferencePage
{
    private const string Path = "/reference";

    /// <summary>Maps the page. It loads nothing from elsewhere.</summary>
    public static void Map(WebApplication app) =>
        app.MapScalarApiReference(Path, (options, context) =>
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyOfReference(nonce);
            options.WithTitle("Miner Stress Monitor: reference")
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .WithNonce(nonce)
                .DisableDefaultFonts()
                .WithTheme(ScalarTheme.None)
                .HideClientButton()
                .DisableAgent()
                .DisableMcp()
                .DisableTelemetry()
                .HideDeveloperTools();
        }).AllowPublic().ExcludeFromDescription();
}
