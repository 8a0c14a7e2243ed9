using System.Collections.Frozen;

namespace MinerMonitor.Grains.Worlds;

/// <summary>The scenarios that ship inside.</summary>
public static class ScenarioLibrary
{
    private const string Prefix = "Scenarios/";
    private const string Suffix = ".json";

    private static readonly FrozenDictionary<string, Lazy<Scenario>> s_scenarios = typeof(ScenarioLibrary).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..^Suffix.Length], name => new Lazy<Scenario>(() => Load(name)));

    /// <summary>Names, in order.</summary>
    public static IEnumerable<string> Names => s_scenarios.Keys.Order(StringComparer.Ordinal);

    /// <summary>A scenario by its name, or null.</summary>
    public static Scenario? Find(string name) => s_scenarios.GetValueOrDefault(name)?.Value;

    private static Scenario Load(string resource)
    {
        using var stream = typeof(ScenarioLibrary).Assembly.GetManifestResourceStream(resource)!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Scenario.Parse(json);
    }
}
