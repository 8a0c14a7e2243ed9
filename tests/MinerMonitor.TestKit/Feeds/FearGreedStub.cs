using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>alternative.me on a stub's path: everything is a text, newest day first, the time to the next update only on the first.</summary>
/// <param name="time">Its clock.</param>
public sealed class FearGreedStub(TimeProvider time) : IProviderStub
{
    private const string Path = "/fng/";

    /// <summary>Value of today.</summary>
    public int Value { get; set; } = 11;

    /// <inheritdoc/>
    public void Map(StubServer server) => server.OnRequest(Path, AnswerAsync);

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Value)> Settings(StubServer server) => [("FearGreed:Url", server.HttpUrl + Path)];

    private async Task AnswerAsync(HttpContext context)
    {
        var now = time.GetUtcNow();
        var limit = int.Parse(context.Request.Query["limit"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        var days = new JsonArray();
        for (var age = 0; age < limit; age++)
        {
            var value = age == 0 ? Value : 10 + (age % 80);
            var day = new JsonObject
            {
                ["value"] = Text(value),
                ["value_classification"] = value <= 25 ? "Extreme Fear" : value < 47 ? "Fear" : value < 55 ? "Neutral" : "Greed",
                ["timestamp"] = Text(new DateTimeOffset(now.UtcDateTime.Date.AddDays(-age), TimeSpan.Zero).ToUnixTimeSeconds()),
            };
            if (age == 0)
            {
                day["time_until_update"] = Text((long)(now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime).TotalSeconds);
            }

            days.Add(day);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject
        {
            ["name"] = "Fear and Greed Index", ["data"] = days, ["metadata"] = new JsonObject { ["error"] = null },
        }.ToJsonString());
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
