using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace MinerMonitor.Benchmarks.Load;

/// <summary>
/// How many samples a second does a running server make durable over HTTP? Sends line protocol in batches of 1,000 from a fixed seed, for
/// a bounded time, to loopback only, and prints the rate and the latency of acknowledgements.
/// </summary>
/// <remarks>Generator and server share the machine, so the figure is that of both together. Only acknowledged samples count.</remarks>
internal static class IntakeLoad
{
    private const int BatchSize = 1000;

    /// <summary>Runs it.</summary>
    /// <param name="url">Address of the server; must be loopback.</param>
    /// <param name="key">Key that may make fleets.</param>
    /// <param name="miners">Miners, a multiple of 1,000.</param>
    /// <param name="connections">Requests under way at a time.</param>
    /// <param name="duration">How long to send.</param>
    public static async Task<int> RunAsync(Uri url, string key, int miners, int connections, TimeSpan duration)
    {
        if (!url.IsLoopback)
        {
            await Console.Error.WriteLineAsync($"{url} is not loopback; a load goes to this machine only.");
            return 1;
        }

        using var client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var settings = new StringContent("{}", Encoding.UTF8, "application/json");
        using (var made = await client.PutAsync(new Uri("/api/v1/fleets/load", UriKind.Relative), settings))
        {
            made.EnsureSuccessStatusCode();
        }

        var batches = Enumerable.Range(0, miners / BatchSize).Select(Batch).ToArray();
        await SendAsync(client, batches, connections, batches.Length); // places every miner before the clock runs
        var latenciesMs = new List<double>();
        var acknowledged = 0L;
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            for (var index = connection; time.GetElapsedTime(began) < duration; index += connections)
            {
                var sent = time.GetTimestamp();
                var isKept = await PostAsync(client, batches[index % batches.Length]);
                lock (latenciesMs)
                {
                    acknowledged += isKept ? BatchSize : 0;
                    latenciesMs.Add(time.GetElapsedTime(sent).TotalMilliseconds);
                }
            }
        }));
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        latenciesMs.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{acknowledged:N0} samples acknowledged in {seconds:F1} s: {acknowledged / seconds:N0} samples/s, p50 {At(0.5):F1} ms, p99 {At(0.99):F1} ms, {miners:N0} miners, {connections} connections"));
        return 0;

        double At(double share) => latenciesMs[(int)Math.Min(latenciesMs.Count - 1, latenciesMs.Count * share)];
    }

    private static async Task SendAsync(HttpClient client, byte[][] batches, int connections, int count) => await Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = connections },
        async (index, _) => await PostAsync(client, batches[index]));

    private static async Task<bool> PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await client.PostAsync(new Uri("/api/v2/write?bucket=load", UriKind.Relative), content);
        return answer.StatusCode == System.Net.HttpStatusCode.NoContent;
    }

    private static byte[] Batch(int number)
    {
        var random = new Random(number);
        var lines = new StringBuilder();
        for (var index = 0; index < BatchSize; index++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"miners,miner=w{(number * BatchSize) + index:D7},site=s{index % 4},model=Antminer\\ S21 ")
                .Append(CultureInfo.InvariantCulture, $"hashrateThs={195 + (random.NextDouble() * 10):F2},powerW={3450 + (random.NextDouble() * 100):F1},")
                .Append(CultureInfo.InvariantCulture, $"chipTemperatureC={60 + (random.NextDouble() * 10):F1},uptimeSec={random.Next(1_000_000)}\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }
}
