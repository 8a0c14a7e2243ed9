using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MinerMonitor.Benchmarks.Durability;

/// <summary>
/// Sends one sample of each of ever new miners and knows which of them must be there, and which may: what was neither acknowledged nor
/// refused, because the server died. No batch is sent twice, so what the fleet lists is exactly what is there.
/// </summary>
internal sealed class UniqueSamples(string key)
{
    private const string Fleet = "filled";
    private const int BatchLines = 2_000;
    private const int IdLength = 120; // few miners fill much, and asking for all of them takes seconds
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly HashSet<int> _acknowledged = [];
    private readonly HashSet<int> _unknown = [];
    private int _batches;

    /// <summary>Samples that were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count * BatchLines;

    /// <summary>Makes the fleet.</summary>
    public async Task MakeFleetAsync(Uri url)
    {
        using var client = Client(url);
        using var answer = await client.PutAsync(Path(""), new StringContent("{}", Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Sends from several senders at once until one of them is refused, or a moment has come.</summary>
    /// <param name="url">Server.</param>
    /// <param name="senders">Senders.</param>
    /// <param name="until">Stops it.</param>
    /// <returns>The refusal; empty when there was none.</returns>
    public async Task<string> SendAsync(Uri url, int senders, CancellationToken until)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(until);
        var refusals = await Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
        {
            using var client = Client(url);
            while (!stop.IsCancellationRequested)
            {
                if (await SendOneAsync(client) is { } refusal)
                {
                    await stop.CancelAsync();
                    return refusal;
                }
            }

            return "";
        }));
        return refusals.FirstOrDefault(refusal => refusal.Length > 0) ?? "";
    }

    /// <summary>Asks for every miner of the fleet, once it answers.</summary>
    /// <returns>What is wrong; empty when everything acknowledged is there and nothing that was never sent.</returns>
    public async Task<string> VerifyAsync(Uri url)
    {
        using var client = Client(url);
        var there = new Dictionary<int, int>();
        for (string? next = "&after="; next is not null;)
        {
            using var page = JsonDocument.Parse(await GetAsync(client, $"/miners?limit=1000{(next == "&after=" ? "" : next)}"));
            foreach (var row in page.RootElement.GetProperty("items").EnumerateArray().Where(row => row.TryGetProperty("hashrateThs", out _)))
            {
                var batch = int.Parse(row.GetProperty("miner").GetString()!.Split('-')[0], CultureInfo.InvariantCulture);
                there[batch] = there.GetValueOrDefault(batch) + 1;
            }

            next = page.RootElement.TryGetProperty("next", out var cursor) && cursor.GetString() is { } text ? $"&after={Uri.EscapeDataString(text)}" : null;
        }

        var lost = _acknowledged.Sum(batch => BatchLines - there.GetValueOrDefault(batch));
        var foreign = there.Where(batch => !_acknowledged.Contains(batch.Key) && !_unknown.Contains(batch.Key)).Sum(batch => batch.Value);
        return lost == 0 && foreign == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{lost} acknowledged samples lost, {foreign} there that were refused");
    }

    private async Task<string?> SendOneAsync(HttpClient client)
    {
        var batch = Interlocked.Increment(ref _batches);
        var lines = string.Join('\n', Enumerable.Range(0, BatchLines).Select(
            line => string.Create(CultureInfo.InvariantCulture, $"miners,miner={$"{batch}-{line}-".PadRight(IdLength, 'x')},site=s{line % 7} hashrateThs=100,powerW=3000,chipTemperatureC=61,sharesAccepted={line}")));
        try
        {
            using var answer = await client.PostAsync(new Uri($"/api/v2/write?bucket={Fleet}", UriKind.Relative), new StringContent(lines));
            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                Note(_acknowledged, batch);
                return null;
            }

            Note(_unknown, batch); // a batch that the store did not answer for may be there in part
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Note(_unknown, batch);
            return error.Message;
        }
    }

    private static void Note(HashSet<int> batches, int batch)
    {
        lock (batches)
        {
            batches.Add(batch);
        }
    }

    private static async Task<string> GetAsync(HttpClient client, string path)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await client.GetAsync(Path(path));
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    private HttpClient Client(Uri url) => new()
    {
        BaseAddress = url, Timeout = s_patience, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    private static Uri Path(string rest) => new($"/api/v1/fleets/{Fleet}{rest}", UriKind.Relative);
}
