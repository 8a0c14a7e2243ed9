using MinerMonitor.Client.Watching;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Client.Tests.Watching;

public sealed class HubErrorsTests
{
    [Theory]
    [InlineData("An unexpected error occurred invoking 'Watch' on the server. HubException: unknown_topic: There is no topic 'secto'.", ErrorCodes.UnknownTopic, "There is no topic 'secto'.")]
    [InlineData("The server closed the connection with the following error: slow: Read faster: 900 frames wait.", ErrorCodes.Slow, "Read faster: 900 frames wait.")]
    [InlineData("forbidden: The key may not read fleet/acme.", ErrorCodes.Forbidden, "The key may not read fleet/acme.")]
    public void Finds_code_and_sentence_in_what_SignalR_wraps_around(string message, string code, string sentence)
    {
        Assert.True(HubErrors.TryParse(message, out var foundCode, out var foundSentence));
        Assert.Equal((code, sentence), (foundCode, foundSentence));
    }

    [Fact]
    public void Finds_nothing_when_no_known_code_is_there() =>
        Assert.False(HubErrors.TryParse("An unexpected error occurred invoking 'Watch' on the server.", out _, out _));
}
