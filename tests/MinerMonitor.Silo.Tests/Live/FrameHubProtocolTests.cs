using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using MinerMonitor.Silo.Live;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class FrameHubProtocolTests
{
    private readonly FrameHubProtocol _protocol = new(Options.Create(new JsonHubProtocolOptions()));
    private readonly JsonHubProtocol _json = new();

    [Theory]
    [InlineData("1")]
    [InlineData("watch-0.a_Z")]
    [InlineData("a \"quoted\" \\ id of ⚡ and \u001e")]
    public void Writes_a_frame_as_the_protocol_would_write_its_json(string invocationId)
    {
        var json = """{"v":1,"kind":"value","payload":{"priceUsd":70000.5,"note":"ein Überblick"}}""";
        using var document = JsonDocument.Parse(json);

        var frame = Read(new StreamItemMessage(invocationId, new EncodedFrame(Encoding.UTF8.GetBytes(json), Moves: true)));
        var item = Encoding.UTF8.GetString(_json.GetMessageBytes(new StreamItemMessage(invocationId, document.RootElement)).Span);

        Assert.Equal(0x1e, item[^1]);
        Assert.Equal(0x1e, frame[^1]);
        Assert.Equal(1, frame.Count(letter => letter == 0x1e));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(item[..^1]), JsonElement.Parse(frame[..^1])), frame);
    }

    [Fact]
    public void Leaves_all_other_messages_to_the_protocol()
    {
        HubMessage[] messages = [PingMessage.Instance, new CompletionMessage("1", null, null, false), new InvocationMessage("hear", ["a"]), new StreamItemMessage("1", 7)];

        foreach (var message in messages)
        {
            Assert.Equal(Encoding.UTF8.GetString(_json.GetMessageBytes(message).Span), Read(message));
        }
    }

    [Fact]
    public async Task Writes_a_frame_larger_than_a_block_in_one_piece()
    {
        var pipe = new Pipe();
        var json = Encoding.UTF8.GetBytes($"\"{new string('x', 6000)}\"");

        _protocol.WriteMessage(PingMessage.Instance, pipe.Writer); // the block is in use already
        _protocol.WriteMessage(new StreamItemMessage("1", new EncodedFrame(json, Moves: true)), pipe.Writer);
        await pipe.Writer.FlushAsync(TestContext.Current.CancellationToken);
        var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);

        var lengths = new List<int>();
        foreach (var piece in read.Buffer)
        {
            lengths.Add(piece.Length);
        }

        Assert.Equal([_json.GetMessageBytes(PingMessage.Instance).Length, (int)read.Buffer.Length - lengths[0]], lengths);
    }

    private string Read(HubMessage message) => Encoding.UTF8.GetString(_protocol.GetMessageBytes(message).Span);
}
