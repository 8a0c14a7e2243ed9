using System.CommandLine;

namespace MinerMonitor.Terminal.Commands;

/// <summary>Options that every observation takes.</summary>
internal sealed class ObserveOptions
{
    public Option<string> World { get; } = new("--world") { Description = "World", DefaultValueFactory = _ => "live", Recursive = true };

    public Option<string?> Source { get; } = new("--source") { Description = "Who says so", Recursive = true };

    public Option<string?> Origin { get; } = new("--origin")
    {
        Description = "measured, article, chain, derived, interpolated or simulated", Recursive = true,
    };

    public Option<DateTimeOffset?> At { get; } = new("--at") { Description = "When it was so, ISO 8601; without it now", Recursive = true };

    public IEnumerable<Option> All => [World, Source, Origin, At];
}
