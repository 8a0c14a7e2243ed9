using System.Globalization;
using System.Text.Json;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Kill -9 between a change of state and its event: each change is one event.</summary>
[Collection(ProcessGroup.Name)]
public sealed class EventCrashTests
{
    private const string Fleet = "acme";
    private const int Miners = 8; // with the four changes of a round no more than a shard tells one by one
    private const int Kills = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_change_of_state_is_one_event_though_the_silo_was_killed_before_it_told()
    {
        using var folder = new TempFolder();
        var random = new Random(20260207);
        var changes = 0; // of each miner that are sent for certain
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var silo = await SiloProcess.StartAsync(folder.Path);
            if (kill == 0)
            {
                // Nobody falls silent during this test, however slow the machine is.
                await silo.Client.PutFleetAsync(Fleet, new FleetSettings { ReportIntervalSec = 3_600 }, Cancelled);
            }

            else
            {
                await SendUntilTakenAsync(silo, changes);
                await ToldUntilAsync(silo, changes);
            }

            // Some changes are told when the end comes, some are not, and one batch may be on its way: it is sent again to the next silo.
            for (var left = random.Next(1, 4); left > 0; left--)
            {
                await SendUntilTakenAsync(silo, ++changes);
            }

            var last = silo.WriteAsync(Fleet, Lines(++changes));
            if (kill % 2 == 0)
            {
                await AnswerAsync(last);
            }

            await silo.KillAsync();
            await AnswerAsync(last);
        }

        await using var again = await SiloProcess.StartAsync(folder.Path);
        await SendUntilTakenAsync(again, changes);
        await ToldUntilAsync(again, changes);
        await SendUntilTakenAsync(again, ++changes); // what comes after them shows that nothing else was still to be told
        await ToldUntilAsync(again, changes);

        var all = await ToldAsync(again);
        string[] expected = [.. Enumerable.Range(1, changes).Select(StateOf)];
        Assert.Equal(Miners, all.Count);
        Assert.All(all.Values, states => Assert.Equal(expected, states));
    }

    private static Task ToldUntilAsync(SiloProcess silo, int changes) => Until.TrueAsync(
        async () =>
        {
            var told = (await ToldAsync(silo)).Values.Sum(states => states.Count);
            return (told >= Miners * changes, $"{told}");
        },
        s_patience,
        $"{Miners * changes} changes of state are told");

    private static async Task AnswerAsync(Task<HttpResponseMessage> sent)
    {
        try
        {
            using var answer = await sent;
        }
        catch (HttpRequestException)
        {
            // The silo died: the same states are sent to the next one.
        }
    }

    private static string StateOf(int change) => change % 2 == 1 ? "hashing" : "fault";

    /// <summary>Each miner stands at a site of its own, so its changes are told one by one.</summary>
    private static string Lines(int change) => string.Join('\n', Enumerable.Range(0, Miners).Select(
        miner => $"miners,miner=m{miner},site=s{miner} hashrateThs=100,state=\"{StateOf(change)}\""));

    /// <summary>A silo that has just begun may refuse for a moment; the same state sent again is no change.</summary>
    private static Task SendUntilTakenAsync(SiloProcess silo, int change) => Until.TrueAsync(
        async () =>
        {
            using var answer = await silo.WriteAsync(Fleet, Lines(change));
            return (answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        },
        s_patience,
        "a batch is taken");

    private static async Task<Dictionary<string, List<string>>> ToldAsync(SiloProcess silo)
    {
        var told = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var after = 0L; ;)
        {
            var page = await silo.Http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/events?topic=events/{Fleet}&after={after}&limit=1000"), Cancelled);
            using var document = JsonDocument.Parse(page);
            var items = document.RootElement.GetProperty("items");
            if (items.GetArrayLength() == 0)
            {
                return told;
            }

            foreach (var item in items.EnumerateArray())
            {
                after = item.GetProperty("seq").GetInt64();
                var payload = item.GetProperty("payload");
                Assert.Equal("miner-state", payload.GetProperty("type").GetString());
                var miner = payload.GetProperty("subject").GetString()!;
                if (!told.TryGetValue(miner, out var states))
                {
                    told.Add(miner, states = []);
                }

                states.Add(payload.GetProperty("words").GetProperty("to").GetString()!);
            }
        }
    }
}
