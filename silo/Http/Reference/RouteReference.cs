using System.Net.Mime;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>What the reference says of a route, told where the route is mapped.</summary>
internal static class RouteReference
{
    /// <summary>Media type of tables.</summary>
    public const string Csv = "text/csv";

    /// <summary>Media type of a document a line.</summary>
    public const string Ndjson = "application/x-ndjson";

    /// <summary>Names the route and says in a sentence what it does.</summary>
    /// <param name="builder">Route.</param>
    /// <param name="name">Operation id, unique: what generated clients call the method.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="more">What else a caller must know, Markdown.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder builder, string name, string summary, string? more = null)
    {
        builder.WithName(name).WithSummary(summary);
        return more is null ? builder : builder.WithDescription(more);
    }

    /// <summary>The route answers with a document of the contract.</summary>
    /// <typeparam name="TAnswer">Its type.</typeparam>
    /// <param name="builder">Route.</param>
    /// <param name="example">Name of the example, a file of <c>Examples</c>.</param>
    /// <param name="status">HTTP status.</param>
    public static RouteHandlerBuilder Answers<TAnswer>(this RouteHandlerBuilder builder, string example, int status = StatusCodes.Status200OK) =>
        builder.Produces<TAnswer>(status)
            .WithMetadata(new RouteExample(status, MediaTypeNames.Application.Json, example, typeof(TAnswer)));

    /// <summary>The route answers with text, or also with text where it is asked for by <c>Accept</c>.</summary>
    /// <param name="builder">Route.</param>
    /// <param name="mediaType">Media type.</param>
    /// <param name="example">Name of the example, a file of <c>Examples</c>; null where the answer is not text.</param>
    public static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder builder, string mediaType, string? example) =>
        builder.WithMetadata(new RouteExample(StatusCodes.Status200OK, mediaType, example, null));

    /// <summary>The route answers 204: done, and durable.</summary>
    public static RouteHandlerBuilder AnswersDone(this RouteHandlerBuilder builder) => builder.Produces(StatusCodes.Status204NoContent);

    /// <summary>The route takes a JSON body. The type is shown; the route itself reads the body and says what is wrong with it.</summary>
    /// <typeparam name="TBody">Its type.</typeparam>
    /// <param name="builder">Route.</param>
    /// <param name="example">Name of the example, a file of <c>Examples</c>.</param>
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder builder, string example) =>
        builder.WithMetadata(new RouteBody(MediaTypeNames.Application.Json, example, typeof(TBody)));

    /// <summary>The route takes text.</summary>
    /// <param name="builder">Route.</param>
    /// <param name="mediaType">Media type.</param>
    /// <param name="example">Name of the example, a file of <c>Examples</c>.</param>
    public static RouteHandlerBuilder TakesText(this RouteHandlerBuilder builder, string mediaType, string example) =>
        builder.WithMetadata(new RouteBody(mediaType, example, null));
}

/// <summary>Endpoint metadata: an answer as the reference shows it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Example">File of <c>Examples</c>, or null.</param>
/// <param name="Type">Type of the contract, or null for text.</param>
internal sealed record RouteExample(int Status, string MediaType, string? Example, Type? Type);

/// <summary>Endpoint metadata: a body as the reference shows it.</summary>
/// <param name="MediaType">Media type.</param>
/// <param name="Example">File of <c>Examples</c>.</param>
/// <param name="Type">Type of the contract, or null for text.</param>
internal sealed record RouteBody(string MediaType, string Example, Type? Type);
