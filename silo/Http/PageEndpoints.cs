using Microsoft.Net.Http.Headers;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Http;

/// <summary>The page and its files.</summary>
internal static class PageEndpoints
{
    private const string PageFile = "index.html";

    /// <summary>Maps the files of the dashboard, and <c>/</c> to its page.</summary>
    public static void Map(WebApplication app)
    {
        // In a group, because a build (unlike a published server) also maps a fallback for files that changed since.
        app.MapGroup("").AllowPublic().MapStaticAssets();
        app.MapGet("/", (HttpContext context, IWebHostEnvironment environment) =>
        {
            // Below a prefix everything the page names is relative to it, which needs the slash at its end.
            if (context.Request.Path.Value is "" or null) return Results.LocalRedirect($"{context.Request.PathBase}/{context.Request.QueryString}");
            var page = environment.WebRootFileProvider.GetFileInfo(PageFile);
            return page.Exists
                ? Results.Stream(page.CreateReadStream(), "text/html; charset=utf-8", lastModified: page.LastModified,
                    entityTag: new EntityTagHeaderValue($"\"{page.LastModified.UtcTicks:x}-{page.Length:x}\""))
                : Problems.Result(StatusProblems.Of(StatusCodes.Status404NotFound, "The page's files are missing; build the whole solution."));
        }).AllowPublic().ExcludeFromDescription();
    }
}
