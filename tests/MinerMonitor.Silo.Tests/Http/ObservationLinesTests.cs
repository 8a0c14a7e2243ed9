using System.Text;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Silo.Http;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

public sealed class ObservationLinesTests
{
    [Theory]
    [InlineData("{\"blockHeight\":1}", 1)]
    [InlineData("{\n  \"blockHeight\": 1\n}\n", 1)]
    [InlineData("[{\"blockHeight\":1},{\"blockHeight\":2}]", 2)]
    [InlineData("[]", 0)]
    [InlineData("{\"blockHeight\":1}\n\n{\"blockHeight\":2}\r\n", 2)]
    public void Object_array_and_lines_are_read(string body, int count)
    {
        Assert.True(TryRead(body, out var lines, out _));

        Assert.All(lines, line => Assert.Null(line.Fault));
        Assert.Equal(Enumerable.Range(1, count), lines.Select(line => line.Value!.BlockHeight!.Value));
    }

    [Fact]
    public void Bad_line_is_named_and_the_others_are_read()
    {
        Assert.True(TryRead("{\"blockHeight\":1}\n{\"blockHeight\":NaN}\n{oops\nnull\n{\"blockHeight\":5}\n", out var lines, out _));

        Assert.Equal([1, 2, 3, 4, 5], lines.Select(line => line.Number));
        Assert.Equal([true, false, false, false, true], lines.Select(line => line.Value is not null));
        Assert.All(lines.Where(line => line.Value is null), line => Assert.NotNull(line.Fault));
    }

    [Fact]
    public void Bad_item_of_an_array_is_named_and_the_others_are_read()
    {
        Assert.True(TryRead("[{\"blockHeight\":1},7,{\"blockHeight\":\"x\"},{\"blockHeight\":4}]", out var lines, out _));

        Assert.Equal([true, false, false, true], lines.Select(line => line.Value is not null));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("[{\"blockHeight\":1}")]
    public void Body_that_is_no_list_of_observations_is_refused_whole(string body)
    {
        Assert.False(TryRead(body, out var lines, out var fault));

        Assert.Empty(lines);
        Assert.NotEmpty(fault!);
    }

    private static bool TryRead(string body, out List<ObservationLine<NetworkObservation>> lines, out string? fault) =>
        ObservationLines.TryRead(Encoding.UTF8.GetBytes(body), ProtocolJson.Default.NetworkObservation, out lines, out fault);
}
