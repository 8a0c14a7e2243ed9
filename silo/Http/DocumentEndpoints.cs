using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Http;

/// <summary>The documentation that came with this very build: each problem document points at its code in <c>/docs/errors</c>.</summary>
internal static class DocumentEndpoints
{
    private const string Folder = "docs/";

    /// <summary>Maps the route.</summary>
    public static void Map(WebApplication app) => app.MapGet("/docs/{document}", (string document) =>
        typeof(DocumentEndpoints).Assembly.GetManifestResourceStream(Folder + document) is { } text
            ? Results.Stream(text, "text/markdown; charset=utf-8")
            : Problems.Result(StatusProblems.Of(StatusCodes.Status404NotFound, $"There is no document '{document}'; /docs/http lists the routes.")))
        .AllowPublic()
        .ExcludeFromDescription();
}
