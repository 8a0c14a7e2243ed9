using System.Text.RegularExpressions;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>Log messages are told apart by number across the whole solution.</summary>
public sealed partial class LogTests
{
    [Fact]
    public void Every_message_has_a_number_of_its_own()
    {
        var numbers = Messages().Select(message => (message.File, Number: EventId().Match(message.Text).Groups["id"].Value)).ToList();

        Assert.NotEmpty(numbers);
        Assert.DoesNotContain(numbers, message => message.Number.Length == 0);
        Findings.None(numbers.GroupBy(message => message.Number).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.File))}"));
    }

    [Fact]
    public void A_block_of_a_hundred_numbers_belongs_to_one_folder_and_those_below_it() =>
        Findings.None(Messages()
            .GroupBy(message => EventId().Match(message.Text).Groups["id"].Value is { Length: > 2 } id ? id[..^2] : "")
            .Select(block => (block.Key, Folders: block.Select(message => $"{Path.GetDirectoryName(message.File)}/").Distinct().ToList()))
            .Where(block => !block.Folders.All(folder => folder.StartsWith(block.Folders.MinBy(other => other.Length)!, StringComparison.Ordinal)))
            .Select(block => $"{block.Key}xx: {string.Join(", ", block.Folders)}"));

    private static IEnumerable<(string File, string Text)> Messages() =>
        Repository.Code
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => Message().Matches(Repository.Read(file)).Select(match => (file, match.Value)));

    [GeneratedRegex(@"\[LoggerMessage\([^)]*")]
    private static partial Regex Message();

    [GeneratedRegex(@"(EventId\s*=\s*|LoggerMessage\(\s*)(?<id>\d+)")]
    private static partial Regex EventId();
}
