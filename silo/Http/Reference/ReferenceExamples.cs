using System.Text.Json.Nodes;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>The examples that came with this build.</summary>
internal static class ReferenceExamples
{
    private const string Folder = "examples/";

    /// <summary>Names of all examples.</summary>
    public static IEnumerable<string> Names =>
        typeof(ReferenceExamples).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..]);

    /// <summary>Text of an example.</summary>
    /// <exception cref="InvalidOperationException">There is no such example.</exception>
    public static string Read(string name)
    {
        using var stream = typeof(ReferenceExamples).Assembly.GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"There is no example '{name}'; add it to silo/Http/Reference/Examples.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>An example as it stands in the document: JSON as JSON, anything else as a string.</summary>
    public static JsonNode? Node(string name) =>
        name.EndsWith(".json", StringComparison.Ordinal) ? JsonNode.Parse(Read(name)) : JsonValue.Create(Read(name));
}
