using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Sends samples to a fleet and knows which of them must be there after a crash, and which may.</summary>
/// <remarks>Each miner sends one sample in its life and no batch is sent twice, so what the fleet counts is exactly what is there.</remarks>
internal sealed class SampleOracle(string fleet)
{
    private const int BatchLines = 25;
    private static readonly TimeSpan s_backOff = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);
    private readonly Channel<string> _news = Channel.CreateUnbounded<string>();

    /// <summary>Sends batch after batch until told to stop, or until the silo is gone.</summary>
    /// <param name="silo">Where to.</param>
    /// <param name="sender">A name that no other sender has or had.</param>
    /// <param name="stop">Ends it after the batch that is under way.</param>
    public async Task SendAsync(SiloProcess silo, string sender, CancellationToken stop)
    {
        for (var batch = 0; !stop.IsCancellationRequested; batch++)
        {
            var name = $"{sender}-b{batch}";
            _unknown[name] = true;
            try
            {
                using var answer = await silo.WriteAsync(fleet, string.Join('\n', Miners(name).Select(miner => $"miners,miner={miner} hashrateThs=100,powerW=3000")));
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    await Task.Delay(s_backOff, TimeProvider.System, CancellationToken.None); // a sender's manners: the server said "not now"
                    continue;
                }

                await SiloRequests.StatusAsync(HttpStatusCode.NoContent, answer);
            }
            catch (HttpRequestException)
            {
                return; // the silo is gone: nobody knows of this batch
            }

            _acknowledged[name] = true;
            _unknown.TryRemove(name, out _);
            _news.Writer.TryWrite(name);
        }
    }

    /// <summary>Waits until so many more batches have been acknowledged.</summary>
    public async Task AcknowledgedAsync(int batches, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        while (_news.Reader.TryRead(out _))
        {
            // what was acknowledged before does not count
        }

        for (var left = batches; left > 0; left--)
        {
            try
            {
                await _news.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Awaited {left} more acknowledged batches of fleet {fleet} within {timeout.TotalSeconds:0} s.");
            }
        }
    }

    /// <summary>Everything acknowledged is there, nothing that was never sent, and the fleet's durable count says the same.</summary>
    public async Task VerifyAsync(SiloProcess silo, TimeSpan timeout)
    {
        var there = await silo.MinersAsync(fleet, timeout);
        var must = _acknowledged.Keys.SelectMany(Miners).ToHashSet(StringComparer.Ordinal);
        var may = _unknown.Keys.SelectMany(Miners).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(must);
        Assert.Empty(must.Except(there));
        Assert.Empty(there.Except(must).Except(may));
        await silo.CountedAsync(fleet, there.Count, timeout);
    }

    private static IEnumerable<string> Miners(string batch) => Enumerable.Range(0, BatchLines).Select(line => $"{batch}-{line}");
}
