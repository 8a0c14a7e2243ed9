using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Tests that start servers run one after the other: each has the machine to itself.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessGroup
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Processes";
}
