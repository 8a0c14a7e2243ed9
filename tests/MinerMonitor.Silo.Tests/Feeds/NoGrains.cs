using System.Reflection;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A cluster that nobody may ask: adapters of markets and network hand their readings to the sink.</summary>
public class NoGrains : DispatchProxy
{
    /// <summary>One.</summary>
    public static IGrainFactory Create() => Create<IGrainFactory, NoGrains>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("This test has no cluster.");
}
