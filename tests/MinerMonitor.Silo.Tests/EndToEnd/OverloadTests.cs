using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MinerMonitor.Client;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Intake;
using MinerMonitor.Silo.Storage;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>More senders than a journal that hangs leaves room for: the bound holds, each is told what to do, and each sample counts once.</summary>
[Collection(ProcessGroup.Name)]
public sealed class OverloadTests : IDisposable
{
    private const string Fleet = "acme";
    private const int Senders = 40;
    private const int Leaving = 2;
    private const int MinersOfSender = 100;
    private const int BoundBytes = 100_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_manners = TimeSpan.FromMilliseconds(100);

    private readonly TempFolder _folder = new();
    private readonly Channel<bool> _settled = Channel.CreateUnbounded<bool>();
    private readonly long _beginMs = TimeProvider.System.GetUtcNow().AddMinutes(-2).ToUnixTimeMilliseconds();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Senders_beyond_the_bound_are_told_to_come_back_and_what_is_acknowledged_counts_once()
    {
        var bodyBytes = Lines(0, 0).Length;
        var room = BoundBytes / bodyBytes;
        Assert.InRange(room, 5, Senders / 2);
        int expected;
        await using (var server = await StartAsync())
        {
            var journals = server.Services.GetRequiredService<HangingJournals>();
            var gate = server.Services.GetRequiredService<IntakeGate>();
            await server.MakeFleetAsync(Fleet);
            for (var sender = 0; sender < Senders; sender++)
            {
                await server.WriteAllAsync(Fleet, Lines(sender, 0));
            }

            await server.CountedAsync(Fleet, Senders * MinersOfSender, s_patience);
            journals.Arrived = () => _settled.Writer.TryWrite(true);
            journals.Shut(Fleet);

            // All at once: each batch ends before the door or with its sender.
            var senders = Enumerable.Range(0, Senders).Select(number => new Sender(number)).ToArray();
            foreach (var sender in senders)
            {
                Begin(server, sender);
            }

            await SettledAsync(Senders);
            Bounded();

            // Those who were refused fill what room is left, one after the other, and then there is none for anybody.
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var sender in senders.Where(sender => sender.IsRefused).ToArray())
                {
                    Begin(server, sender);
                    await SettledAsync(1);
                    Bounded();
                }
            }

            Assert.Equal((room, room), (journals.Waiting, senders.Count(sender => !sender.IsRefused)));
            Assert.Equal(room * bodyBytes, gate.HeldBytes);

            // A sender of InfluxDB 1.x hears the same as a server's error, since it would drop its samples at any other.
            using (var answer = await server.Http.PostAsync($"/write?db={Fleet}", new StringContent(Lines(0, 1)), Cancelled))
            {
                Refused(await SiloRequests.ProblemAsync(HttpStatusCode.ServiceUnavailable, answer), answer);
            }

            await ReadersAreAnsweredAsync(server);

            // Who gives up leaves the batch behind: it holds its room until the store has answered.
            var leaving = senders.Where(sender => !sender.IsRefused).Take(Leaving).ToArray();
            foreach (var sender in leaving)
            {
                await sender.Patience.CancelAsync();
                Assert.Equal(Fate.GivenUp, await sender.Attempt);
            }

            Begin(server, senders.First(sender => sender.IsRefused));
            await SettledAsync(1);
            Bounded();
            Assert.Equal((room, room * bodyBytes), (journals.Waiting, gate.HeldBytes));

            await journals.OpenAsync();
            await Task.WhenAll(senders.Select(sender => UntilKeptAsync(server, sender)));

            // The joining, and one batch of each sender; what was sent again by those who had given up has merged.
            expected = 2 * Senders * MinersOfSender;
            await server.CountedAsync(Fleet, expected + (Leaving * MinersOfSender), s_patience);
            await ExactAsync(server, expected);
            Assert.Equal(0, gate.HeldBytes);
            await server.WriteAllAsync(Fleet, Lines(0, 2));
            expected += MinersOfSender;
            await server.CountedAsync(Fleet, expected + (Leaving * MinersOfSender), s_patience);

            void Bounded()
            {
                Assert.InRange(gate.HeldBytes, 0, BoundBytes);
                Assert.InRange(journals.Waiting, 1, room);
            }
        }

        await using var again = await StartAsync();
        await Until.TrueAsync(
            async () =>
            {
                var applied = (await SiloRequests.PatientlyAsync(() => again.Client.GetFleetAsync(Fleet, Cancelled), "an answer about the fleet")).Samples.Applied;
                return (applied == expected, $"{applied} applied");
            },
            s_patience,
            $"{expected} samples are there after a restart");
    }

    private Task<ServerInstance> StartAsync() => ServerInstance.StartAsync(
        _folder.Path,
        services =>
        {
            services.RemoveAll<IJournalStore>();
            services.AddSingleton(provider => new HangingJournals(provider.GetRequiredService<RedisJournalStore>()));
            services.AddSingleton<IJournalStore>(provider => provider.GetRequiredService<HangingJournals>());
        },
        settings: [("Monitor:Intake:MaxBodyBytes", "50000"), ("Monitor:Intake:MaxConcurrentBytes", BoundBytes.ToString(CultureInfo.InvariantCulture))]);

    private void Begin(ServerInstance server, Sender sender)
    {
        sender.IsRefused = false;
        sender.Attempt = AttemptAsync(server, sender);
    }

    /// <summary>Sends one batch of a sender; every other sender compresses it, which makes it no smaller to the server.</summary>
    private async Task<Fate> AttemptAsync(ServerInstance server, Sender sender)
    {
        using var content = Content(Lines(sender.Number, 1), isGzip: sender.Number % 2 == 1);
        try
        {
            using var answer = await server.Http.PostAsync($"/api/v2/write?bucket={Fleet}", content, sender.Patience.Token);
            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                return Fate.Kept;
            }

            Refused(await SiloRequests.ProblemAsync(HttpStatusCode.TooManyRequests, answer), answer);
            sender.IsRefused = true;
            _settled.Writer.TryWrite(true);
            return Fate.Refused;
        }
        catch (OperationCanceledException) when (sender.Patience.IsCancellationRequested)
        {
            return Fate.GivenUp;
        }
        catch (Exception exception)
        {
            _settled.Writer.TryComplete(exception); // who waits for it hears what went wrong
            throw;
        }
    }

    /// <summary>What a good sender does: the same batch again until it is acknowledged.</summary>
    private async Task UntilKeptAsync(ServerInstance server, Sender sender)
    {
        while (await sender.Attempt != Fate.Kept)
        {
            await Task.Delay(s_manners, TimeProvider.System, Cancelled);
            sender.Patience = new CancellationTokenSource();
            Begin(server, sender);
        }
    }

    private async Task SettledAsync(int count)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        for (var left = count; left > 0; left--)
        {
            try
            {
                await _settled.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Awaited within {s_patience.TotalSeconds:0} s: {left} more batches wait for the journal or are refused.");
            }
        }
    }

    private static async Task ReadersAreAnsweredAsync(ServerInstance server)
    {
        var fleet = await server.Client.GetFleetAsync(Fleet, Cancelled);
        Assert.Equal((Senders * MinersOfSender, Senders * MinersOfSender), (fleet.Samples.Applied, fleet.Miners.Total));
        Assert.Equal(50, (await server.Client.GetMinersAsync(Fleet, new MinerFilter { Limit = 50 }, cancellationToken: Cancelled)).Items.Count);
        using var live = await server.Http.GetAsync("/health/live", Cancelled);
        await SiloRequests.StatusAsync(HttpStatusCode.OK, live);
    }

    private static async Task ExactAsync(ServerInstance server, int applied)
    {
        var fleet = await server.Client.GetFleetAsync(Fleet, Cancelled);
        Assert.Equal((applied, Leaving * MinersOfSender, 0, 0), (fleet.Samples.Applied, fleet.Samples.Merged, fleet.Samples.Stale, fleet.Samples.Refused));
        Assert.Equal(Senders * MinersOfSender, fleet.Miners.Total);
    }

    private static void Refused(ProblemDocument problem, HttpResponseMessage answer)
    {
        Assert.Equal(ErrorCodes.Overloaded, problem.Code);
        Assert.Contains("Monitor:Intake:MaxConcurrentBytes", problem.Detail, StringComparison.Ordinal);
        Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1), $"Retry-After: {answer.Headers.RetryAfter}");
    }

    private static ByteArrayContent Content(string lines, bool isGzip)
    {
        var bytes = Encoding.UTF8.GetBytes(lines);
        if (!isGzip)
        {
            return new ByteArrayContent(bytes);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return new ByteArrayContent(packed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } };
    }

    /// <summary>A batch of a sender: one sample of each of its miners. All batches are of one length.</summary>
    private string Lines(int sender, int batch) => string.Join('\n', Enumerable.Range(0, MinersOfSender).Select(miner => string.Create(
        CultureInfo.InvariantCulture, $"miners,miner=s{sender:00}-{miner:000} hashrateThs=100,powerW=3000 {_beginMs + (batch * 1_000)}000000")));

    private enum Fate
    {
        Kept,
        Refused,
        GivenUp,
    }

    private sealed class Sender(int number)
    {
        private volatile bool _isRefused;

        public int Number { get; } = number;

        /// <summary>Ends its attempt from its own side.</summary>
        public CancellationTokenSource Patience { get; set; } = new();

        public Task<Fate> Attempt { get; set; } = Task.FromResult(Fate.Refused);

        public bool IsRefused
        {
            get => _isRefused;
            set => _isRefused = value;
        }
    }
}
