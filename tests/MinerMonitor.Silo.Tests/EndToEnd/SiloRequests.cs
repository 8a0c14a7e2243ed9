using System.Net;
using System.Text;
using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Requests that many tests make.</summary>
internal static class SiloRequests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>
    /// The answer to something that may be asked again. A server that says "not now" (503), as it may while a part of the cluster moves,
    /// is right, and is asked again; any other failure fails at once.
    /// </summary>
    /// <param name="ask">Asks with the SDK.</param>
    /// <param name="awaited">What is awaited, for the message of the time-out.</param>
    /// <param name="timeout">Longest wait; null: a minute.</param>
    public static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask, string awaited, TimeSpan? timeout = null)
    {
        var answer = default(T)!;
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    answer = await ask();
                    return (true, "an answer");
                }
                catch (MonitorUnavailableException notNow) when (notNow.Status == (int)HttpStatusCode.ServiceUnavailable)
                {
                    return (false, notNow.Message);
                }
            },
            timeout ?? s_patience,
            awaited);
        return answer;
    }

    /// <summary>Sends line protocol.</summary>
    public static Task<HttpResponseMessage> WriteAsync(this IRunningSilo silo, string fleet, string lines) =>
        silo.Http.PostAsync($"/api/v2/write?bucket={fleet}", new StringContent(lines, Encoding.UTF8, "text/plain"), Cancelled);

    /// <summary>Sends line protocol that must be taken whole.</summary>
    public static async Task WriteAllAsync(this IRunningSilo silo, string fleet, string lines)
    {
        using var answer = await silo.WriteAsync(fleet, lines);
        await StatusAsync(HttpStatusCode.NoContent, answer);
    }

    /// <summary>Makes a fleet; while a part of the cluster is moving it asks again, which changes nothing.</summary>
    public static async Task MakeFleetAsync(this IRunningSilo silo, string fleet)
    {
        await PatientlyAsync(
            async () =>
            {
                await silo.Client.PutFleetAsync(fleet, new FleetSettings(), Cancelled);
                return true;
            },
            $"fleet {fleet} is made");
    }

    /// <summary>Waits until a fleet has counted so many samples as applied or merged; its totals follow at a cadence of their own.</summary>
    public static Task CountedAsync(this IRunningSilo silo, string fleet, long samples, TimeSpan timeout) => Until.TrueAsync(
        async () =>
        {
            using var answer = await silo.Http.GetAsync($"/api/v1/fleets/{fleet}", Cancelled);
            var text = await answer.Content.ReadAsStringAsync(Cancelled);
            if (!answer.IsSuccessStatusCode)
            {
                return (false, text);
            }

            var counts = JsonSerializer.Deserialize(text, ProtocolJson.Default.FleetSnapshot)!.Samples;
            return (counts.Applied + counts.Merged == samples, counts.ToString());
        },
        timeout,
        $"fleet {fleet} counts {samples} samples");

    /// <summary>Names of all miners of a fleet that have a reading. Others have a place and no sample: the server may die between the two.</summary>
    /// <param name="silo">Whom to ask.</param>
    /// <param name="fleet">Fleet.</param>
    /// <param name="timeout">Longest wait for one page while shards move; null: a minute.</param>
    public static async Task<HashSet<string>> MinersAsync(this IRunningSilo silo, string fleet, TimeSpan? timeout = null)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = await PatientlyAsync(() => silo.Client.GetMinersAsync(fleet, new MinerFilter { Limit = 1000 }, after, Cancelled), $"a page of the miners of fleet {fleet}", timeout);
            names.UnionWith(page.Items.Where(row => row.HashrateThs is not null).Select(row => row.Miner));
            after = page.Next;
        }
        while (after is not null);
        return names;
    }

    /// <summary>The problem document of an answer that must have a status.</summary>
    public static async Task<ProblemDocument> ProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        var text = await StatusAsync(status, answer);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize(text, ProtocolJson.Default.ProblemDocument)!;
    }

    /// <summary>Text of an answer that must have a status.</summary>
    public static async Task<string> StatusAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode} instead of {(int)status}: {text}");
        return text;
    }
}
