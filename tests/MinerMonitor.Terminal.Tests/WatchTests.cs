using System.Text.Json;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Terminal.Commands;
using MinerMonitor.Terminal.Views;
using Spectre.Console;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task Prints_one_line_an_update_in_a_pipe()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnWatch = (_, stop) => Frames.ThenOpen(
            [
                Frames.Snapshot(1) with { World = "live", Payload = JsonSerializer.SerializeToElement(A.Sector(), ProtocolJson.Default.SectorSnapshot) },
                Frames.Snapshot(1) with { Topic = "fleet/acme", Payload = JsonSerializer.SerializeToElement(A.Fleet(), ProtocolJson.Default.FleetSnapshot) },
            ],
            stop);
        using var run = new Run();

        var code = await run.DoAsync("watch", "sector", "fleet/acme", "--count", "2", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, ""), (code, run.Error));
        Assert.Equal(
            "2026-02-05 12:00:00Z feb-2026 stress 83.2 capitulation coverage 100 % price $70,000 cost $86,993 hashprice $33.85 hashrate 913 EH/s retarget -14.17 %\n"
            + "2026-02-05 12:00:00Z live fleet acme miners 12 1 fault, 1 silent, 10 hashing hashrate 2.00 PH/s power 35.0 kW coverage 83.3 % margin -$12/day under water 100.0 %\n",
            run.Out);
        Assert.All((await server.NextAskAsync()).Topics, topic => Assert.Equal(WatchModes.Latest, topic.Mode));
    }

    [Fact]
    public async Task Prints_frames_and_goes_on_where_the_position_file_stands()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnWatch = (ask, stop) => Frames.ThenOpen(ask.Position is { } at ? [Frames.Value(at.Seq + 1)] : [Frames.Snapshot(7), Frames.Value(8)], stop);
        using var run = new Run();
        var file = Path.Combine(run.Folder, "position.json");

        await run.DoAsync("watch", "--json", "--count", "2", "--position-file", file, "--url", server.Url.AbsoluteUri);
        await run.DoAsync("watch", "--json", "--count", "1", "--position-file", file, "--url", server.Url.AbsoluteUri);

        var frames = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, ProtocolJson.Default.Frame)!);
        Assert.Equal([("snapshot", 7, "first"), ("value", 8, null), ("value", 9, null)], frames.Select(frame => (frame.Kind, frame.Seq, frame.Reason)));
        Assert.Equal(WatchModes.Every, (await server.NextAskAsync()).Topics.Single().Mode);
        Assert.Equal(8, (await server.NextAskAsync()).Position!.Seq);
    }

    [Fact]
    public async Task Refuses_a_position_file_that_holds_something_else()
    {
        using var run = new Run();
        var file = run.Write("position.json", "not json");

        var code = await run.DoAsync("watch", "--position-file", file, "--url", "http://127.0.0.1:1");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"miner-monitor: {file} holds no positions of a watch", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_the_topic_that_does_not_exist()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnWatch = (_, stop) => Frames.ThenOpen([Frames.Error(ErrorCodes.UnknownTopic, "There is no topic 'secto'.") with { Topic = "secto" }], stop);
        using var run = new Run();

        var code = await run.DoAsync("watch", "secto", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.NotFound, "miner-monitor: There is no topic 'secto'.\n"), (code, run.Error));
    }

    [Fact]
    public async Task Goes_on_with_the_other_topics_when_one_is_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnWatch = (_, stop) => Frames.ThenOpen(
            [Frames.Error(ErrorCodes.Forbidden, "Not yours.") with { Topic = "fleet/acme" }, Frames.Event(4) with { Payload = JsonDocument.Parse("null").RootElement }], stop);
        using var run = new Run();

        var code = await run.DoAsync("watch", "fleet/acme", "blocks", "--count", "2", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, ""), (code, run.Error));
        Assert.Equal("2026-01-01 00:00:00Z live fleet/acme ended: Not yours. (forbidden)\n2026-01-01 00:00:00Z live blocks from number 4\n", run.Out);
    }

    [Fact]
    public void Shows_the_sector_with_its_band_its_missing_parts_and_its_honesty()
    {
        var text = Render(SectorView.Render(A.Sector()));

        Assert.Contains("feb-2026 2026-02-05 12:00:00Z   stress 83.2 of 100, regime capitulation, coverage 100 %", text, StringComparison.Ordinal);
        Assert.Contains("Describes now; does not forecast.", text, StringComparison.Ordinal);
        Assert.Contains("$86,993 ($50,100 to $151,000)", text, StringComparison.Ordinal);
        Assert.Contains("913 EH/s, -20.0 % from peak 1,142", text, StringComparison.Ordinal);
        Assert.Contains("-14.17 % (-17.1 % to -11.1 %) at 935424", text, StringComparison.Ordinal);
        Assert.Contains("$70,000 touched, 0.0 %", text, StringComparison.Ordinal);
        Assert.Contains("│ cost_gap  │ economics │    59 │     10 │  5.9 │ 2 min │                      │", text, StringComparison.Ordinal);
        Assert.Contains("│ etf_flow  │ market    │     – │      5 │    – │     – │ no report for 5 days │", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_a_quoted_forecast_beside_the_computed_one_and_later_beside_what_came()
    {
        var before = A.Sector() with { QuotedRetarget = A.Quote() with { ActualChange = null } };
        var after = A.Sector() with { LastQuotedRetarget = A.Quote() };

        Assert.EndsWith("retarget -14.17 % quoted -14 % (article)", SectorView.Line(before), StringComparison.Ordinal);
        Assert.Matches(@"retarget +-14\.17 % .*\n.*quoted \(article\) +-14 % expected on 2026-02-08, by report of 5 February 2026", Render(SectorView.Render(before)));
        Assert.Contains(
            "actual -11.16 %; was quoted -14 % (article: report of 5 February 2026), then computed -13.27 %", Render(SectorView.Render(after)), StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_the_forecast_against_the_retarget_that_came()
    {
        var end = new NetworkSnapshot { World = "feb-2026", AsOfMs = A.Hour, State = "live", EpochStartHeight = 935_424, LastRetargetChange = -0.1116 };

        Assert.Equal(
            "Forecast at 2026-02-05 12:00:00Z: -14.17 % at height 935424 (90 %: -17.10 % to -11.10 %). Actual: -11.16 %, inside the interval; the forecast was off by -3.01 percentage points.",
            ReplayCommand.Verdict(A.Sector(), end));
        Assert.EndsWith("The replay ended before that retarget.", ReplayCommand.Verdict(A.Sector(), end with { EpochStartHeight = 933_408 }), StringComparison.Ordinal);
    }

    private static string Render(Spectre.Console.Rendering.IRenderable view)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        console.Write(view);
        return writer.ToString();
    }
}
