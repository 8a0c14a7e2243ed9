using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace MinerMonitor.Benchmarks.Load;

/// <summary>
/// How long does one question to all miners of a large fleet take over HTTP? Starts the server, fills a fleet from a fixed seed, and asks each
/// question once to warm up and eleven times to measure, one after another.
/// </summary>
/// <remarks>
/// Budget: a page sorted over 1,000,000 miners in under 50 ms (median, 2 cores shared with the asker). The server's CPU time a question is
/// printed too: it says the same on a machine that is busy with other things.
/// </remarks>
internal static class QueryLoad
{
    private const int BatchSize = 1000;
    private const int Asked = 11;

    private static readonly string[] s_questions =
    [
        "miners?limit=100",
        "miners?limit=100&sort=miner",
        "miners?limit=100&sort=hashrate&order=desc",
        "miners?limit=100&sort=chipTemperature&order=desc",
        "miners?limit=100&sort=margin&order=asc",
        "miners?limit=100&sort=model&state=hashing",
        "miners?limit=100&sort=margin&underWater=true&site=s3",
        "miners?limit=100&sort=efficiency&order=desc&minMarginUsdPhDay=-5&maxMarginUsdPhDay=5",
        "miners?limit=100&text=77",
        "miners?limit=1000&sort=power",
        "models",
        "cells?columns=state,marginUsdPhDay",
        "cells",
        "supply-curve",
    ];

    /// <summary>Runs it.</summary>
    /// <param name="miners">Miners, a multiple of 1,000.</param>
    public static async Task<int> RunAsync(int miners)
    {
        await using var server = await ServerProcess.StartAsync([("Enabled", "false")]);
        using var client = new HttpClient { BaseAddress = server.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await server.ReadKeyAsync());
        await PrepareAsync(client, miners);
        var time = TimeProvider.System;
        foreach (var question in s_questions)
        {
            var bytes = 0L;
            var timesMs = new List<double>();
            var cpuBefore = TimeSpan.Zero;
            for (var round = 0; round <= Asked; round++)
            {
                cpuBefore = round == 1 ? Cpu(server) : cpuBefore;
                var sent = time.GetTimestamp();
                bytes = (await client.GetByteArrayAsync(new Uri($"/api/v1/fleets/query/{question}", UriKind.Relative))).Length;
                if (round > 0)
                {
                    timesMs.Add(time.GetElapsedTime(sent).TotalMilliseconds);
                }
            }

            var cpuMs = (Cpu(server) - cpuBefore).TotalMilliseconds / Asked;
            timesMs.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{question,-90} median {timesMs[Asked / 2],7:F1} ms, worst {timesMs[^1],7:F1} ms, server CPU {cpuMs,6:F1} ms, {bytes,12:N0} bytes"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{miners:N0} miners, server {server.Process.WorkingSet64 / 1e6:N0} MB, {Environment.ProcessorCount} cores in the machine"));
        return 0;
    }

    private static TimeSpan Cpu(ServerProcess server)
    {
        server.Process.Refresh();
        return server.Process.TotalProcessorTime;
    }

    private static async Task PrepareAsync(HttpClient client, int miners)
    {
        await PutAsync(client, "/api/v1/fleets/query", "{\"reportIntervalSec\":3600}");
        for (var site = 0; site < 8; site++)
        {
            await PutAsync(client, string.Create(CultureInfo.InvariantCulture, $"/api/v1/fleets/query/sites/s{site}"), string.Create(CultureInfo.InvariantCulture, $"{{\"tariffUsdKwh\":{0.03 + (site * 0.01):F2}}}"));
        }

        await PostAsync(client, "/api/v1/network/observations", "application/json", "{\"blockHeight\":935000,\"difficulty\":125000000000000,\"feePerBlockBtc\":0.02}");
        await PostAsync(client, "/api/v1/markets/spot/observations", "application/json", "{\"priceUsd\":70000,\"venue\":\"desk\"}");
        await Parallel.ForEachAsync(Enumerable.Range(0, miners / BatchSize), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, _) =>
            await PostAsync(client, "/api/v2/write?bucket=query", "text/plain", Batch(batch)));
    }

    private static async Task PutAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task PostAsync(HttpClient client, string path, string mediaType, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static string Batch(int number)
    {
        var random = new Random(number);
        var lines = new StringBuilder();
        for (var index = 0; index < BatchSize; index++)
        {
            var (model, nominal) = random.Next(4) switch { 0 => ("Antminer\\ S19", 95), 1 => ("Antminer\\ S21", 200), 2 => ("M60S", 186), _ => ("M30S++", 112) };
            var hashrate = nominal * (0.9 + (random.NextDouble() / 5));
            lines.Append(CultureInfo.InvariantCulture, $"miners,miner=w{(number * BatchSize) + index:D7},site=s{number % 8},model={model} ")
                .Append(CultureInfo.InvariantCulture, $"hashrateThs={hashrate:F2},powerW={hashrate * (nominal > 150 ? 18 : 31) * (0.95 + (random.NextDouble() / 10)):F1},")
                .Append(CultureInfo.InvariantCulture, $"chipTemperatureC={55 + (random.NextDouble() * 40):F1}\n");
        }

        return lines.ToString();
    }
}
