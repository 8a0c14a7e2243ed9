using System.Buffers;
using System.Globalization;
using System.Text;
using MinerMonitor.Benchmarks.FanOut;
using MinerMonitor.Benchmarks.Report;
using MinerMonitor.Benchmarks.Scale.Systems;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>How long does one question to all miners of a large fleet take over HTTP? Each is asked once to warm up, then some times, one after another.</summary>
/// <remarks>The server's CPU time a question is printed too: it says the same on a machine that is busy with other things.</remarks>
internal static class QueryPart
{
    private const int Asked = 21;
    private const string Miners = $"fleets/{Product.Fleet}/miners";
    private const string Scenario = """{"priceUsd":60000,"difficultyChange":-0.14}""";

    private static readonly (string Path, string? Body)[] s_questions =
    [
        ($"{Miners}?limit=100", null),
        ($"{Miners}?limit=100&sort=miner", null),
        ($"{Miners}?limit=100&sort=hashrate&order=desc", null),
        ($"{Miners}?limit=100&sort=chipTemperature&order=desc", null),
        ($"{Miners}?limit=100&sort=margin&order=asc", null),
        ($"{Miners}?limit=100&sort=model&state=hashing", null),
        ($"{Miners}?limit=100&sort=margin&underWater=true&site=s3", null),
        ($"{Miners}?limit=100&sort=efficiency&order=desc&minMarginUsdPhDay=-5&maxMarginUsdPhDay=5", null),
        ($"{Miners}?limit=100&text=77", null),
        ($"{Miners}?limit=1000&sort=power", null),
        ($"fleets/{Product.Fleet}/models", null),
        ($"fleets/{Product.Fleet}/cells?columns=state,marginUsdPhDay", null),
        ($"fleets/{Product.Fleet}/cells", null),
        ($"fleets/{Product.Fleet}/supply-curve", null),
        ("what-if", Scenario),
    ];

    /// <summary>Asks, and gives the table.</summary>
    public static async Task<string> RunAsync(Product product, int miners)
    {
        await product.ObserveAsync(); // margins need a price and difficulty of now
        var time = TimeProvider.System;
        var table = new TextTable("question", "median ms", "p95 ms", "server CPU ms", "bytes");
        foreach (var (path, body) in s_questions)
        {
            var bytes = await AskAsync(product, path, body);
            var timesMs = new double[Asked];
            var cpu = Children.Cpu(product.Process);
            for (var index = 0; index < Asked; index++)
            {
                var sent = time.GetTimestamp();
                await AskAsync(product, path, body);
                timesMs[index] = time.GetElapsedTime(sent).TotalMilliseconds;
            }

            var cpuMs = (Children.Cpu(product.Process) - cpu).TotalMilliseconds / Asked;
            Array.Sort(timesMs);
            table.Add(
                $"`{path.Replace($"fleets/{Product.Fleet}/", "", StringComparison.Ordinal)}`",
                TextTable.Cell(Measurement.Median(timesMs)), TextTable.Cell(Measurement.At(timesMs, 0.95)), TextTable.Cell(cpuMs), TextTable.Cell(bytes, 0));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{table}\nQuestions to a fleet of {miners:N0} miners, each asked {Asked} times after one that is not counted, from the request to the last byte of the answer.\n\n");
    }

    /// <summary>Asks, and reads the answer to its end.</summary>
    private static async Task<long> AskAsync(Product product, string path, string? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await product.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var content = await answer.Content.ReadAsStreamAsync();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        var bytes = 0L;
        while (await content.ReadAsync(buffer) is > 0 and var read)
        {
            bytes += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }
}
