using System.Net;
using System.Text;
using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Requests that many tests make.</summary>
internal static class SiloRequests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Sends line protocol.</summary>
    public static Task<HttpResponseMessage> WriteAsync(this SiloProcess silo, string fleet, string lines) =>
        silo.Http.PostAsync($"/api/v2/write?bucket={fleet}", new StringContent(lines, Encoding.UTF8, "text/plain"), Cancelled);

    /// <summary>Sends line protocol that must be taken whole.</summary>
    public static async Task WriteAllAsync(this SiloProcess silo, string fleet, string lines)
    {
        using var answer = await silo.WriteAsync(fleet, lines);
        await StatusAsync(HttpStatusCode.NoContent, answer);
    }

    /// <summary>Makes a fleet.</summary>
    public static Task MakeFleetAsync(this SiloProcess silo, string fleet) => silo.Client.PutFleetAsync(fleet, new FleetSettings(), Cancelled);

    /// <summary>Waits until a fleet has counted so many samples as applied or merged; its totals follow at a cadence of their own.</summary>
    public static Task CountedAsync(this SiloProcess silo, string fleet, long samples, TimeSpan timeout) => Until.TrueAsync(
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
    public static async Task<HashSet<string>> MinersAsync(this SiloProcess silo, string fleet)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = (await silo.Http.GetStringAsync($"/api/v1/fleets/{fleet}/miners?limit=1000" + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}"), Cancelled))!;
            var rows = JsonSerializer.Deserialize(page, ProtocolJson.Default.PageMinerRow)!;
            names.UnionWith(rows.Items.Where(row => row.HashrateThs is not null).Select(row => row.Miner));
            after = rows.Next;
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
