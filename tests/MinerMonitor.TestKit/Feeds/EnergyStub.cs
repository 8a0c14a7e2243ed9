using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Somebody's electricity prices as JSON on a stub's path, behind a key.</summary>
/// <param name="time">Its clock.</param>
public sealed class EnergyStub(TimeProvider time) : IProviderStub
{
    private const string Path = "/energy/prices";
    private const string Key = "stub-energy-key";

    /// <summary>Price now, USD/MWh; below zero at times.</summary>
    public double PriceUsdMwh { get; set; } = -4.06;

    /// <inheritdoc/>
    public void Map(StubServer server) => server.OnRequest(Path, AnswerAsync);

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Value)> Settings(StubServer server) =>
    [
        ("Energy:West:Url", server.HttpUrl + Path),
        ("Energy:West:Zone", "ERCOT/HB_WEST"),
        ("Energy:West:ValuePath", "$.points[-1].price"),
        ("Energy:West:TimePath", "/points/1/start"),
        ("Energy:West:Headers:X-Api-Key", Key),
        ("Energy:West:Every", "00:01:00"),
    ];

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers["X-Api-Key"] != Key)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var start = time.GetUtcNow().AddMinutes(-10);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject
        {
            ["unit"] = "USD/MWh",
            ["points"] = new JsonArray(
                new JsonObject { ["start"] = start.AddMinutes(-15).ToString("O"), ["price"] = 405.94 },
                new JsonObject { ["start"] = start.ToString("O"), ["price"] = PriceUsdMwh }),
        }.ToJsonString());
    }
}
