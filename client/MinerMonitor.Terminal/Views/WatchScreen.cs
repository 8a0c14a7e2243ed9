using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MinerMonitor.Terminal.Views;

/// <summary>What is watched, as it stands: the newest value of each topic, the newest events, and the state of the connection.</summary>
internal sealed class WatchScreen
{
    /// <summary>Events that stay on the screen: about half of a small terminal.</summary>
    private const int ShownEvents = 10;

    private readonly SortedDictionary<string, IRenderable> _topics = new(StringComparer.Ordinal);
    private readonly Queue<string> _events = new();
    private string _connection = "connecting";

    /// <summary>Takes one update and gives the line that stands for it in a log.</summary>
    public string Apply(TopicUpdate<JsonElement> update)
    {
        var topic = update.Topic;
        if (update.Error is { } error)
        {
            _topics[topic] = new Markup($"[red]{Markup.Escape($"{topic}: {error.Message} ({error.Code})")}[/]");
            return $"{Show.At(update.AtMs)} {update.World} {topic} ended: {error.Message} ({error.Code})";
        }

        if (update.Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return $"{Show.At(update.AtMs)} {update.World} {topic} from number {update.Position.Seq}";
        }

        if (topic == Topics.Sector)
        {
            var sector = update.Value.Deserialize(ProtocolJson.Default.SectorSnapshot)!;
            _topics[topic] = SectorView.Render(sector);
            return SectorView.Line(sector);
        }

        if (topic.StartsWith("fleet/", StringComparison.Ordinal))
        {
            var fleet = update.Value.Deserialize(ProtocolJson.Default.FleetSnapshot)!;
            _topics[topic] = FleetView.Render(fleet);
            return FleetView.Line(fleet);
        }

        if (update.Kind == FrameKinds.Event)
        {
            var happened = update.Value.Deserialize(ProtocolJson.Default.EventPayload)!;
            var line = $"{Show.At(happened.AtMs)} {update.World} {topic} {happened.Text}";
            _events.Enqueue(line);
            while (_events.Count > ShownEvents)
            {
                _events.Dequeue();
            }

            return line;
        }

        var text = update.Value.GetRawText();
        _topics[topic] = new Panel(Markup.Escape(text.Length > 2_000 ? text[..2_000] + " …" : text)).Header(Markup.Escape($"{topic}, {Show.At(update.AtMs)}"));
        return $"{Show.At(update.AtMs)} {update.World} {topic} {text}";
    }

    /// <summary>Takes a change of the connection and gives the sentence that stands for it.</summary>
    public string Apply(ConnectionChange change)
    {
        var retry = change.RetryIn is { Ticks: > 0 } wait ? $" Trying again in {wait.TotalSeconds:0.0} s." : "";
        var state = change.State switch
        {
            ConnectionState.Connecting => "connecting",
            ConnectionState.Connected => "connected",
            ConnectionState.Reconnecting => "reconnecting",
            ConnectionState.Resuming => "resuming",
            _ => "ended",
        };
        _connection = change.Cause is null ? state : $"{state}: {change.Cause}{retry}";
        return _connection;
    }

    public IRenderable Render()
    {
        IEnumerable<IRenderable> parts = [.. _topics.Values, .. _events.Select(line => (IRenderable)new Markup(Markup.Escape(line)))];
        return new Rows([.. parts, new Markup($"[grey]{Markup.Escape(_connection)}. Ctrl-C ends.[/]")]);
    }
}
