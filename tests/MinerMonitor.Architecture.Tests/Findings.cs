using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>Reports every finding of a rule, one a line and uncut.</summary>
internal static class Findings
{
    /// <summary>Fails when there is one.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        if (found.Count > 0) Assert.Fail(string.Join('\n', found));
    }
}
