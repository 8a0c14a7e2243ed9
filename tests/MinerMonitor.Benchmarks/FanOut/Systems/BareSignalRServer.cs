using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MinerMonitor.Benchmarks.FanOut.Systems;

/// <summary>The least server that broadcasts by SignalR. It prints its port, and ends when its input does.</summary>
internal static class BareSignalRServer
{
    private const string Group = "sector";

    /// <summary>Runs it.</summary>
    /// <param name="payloadFile">File with the frame; deleted when read.</param>
    public static async Task<int> RunAsync(string payloadFile)
    {
        var payload = new SectorPayload(await File.ReadAllBytesAsync(payloadFile));
        File.Delete(payloadFile);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.MapHub<BareHub>("/hub/v1");
        app.MapPost("/tick/{number:int}", async (int number, IHubContext<BareHub> hub) =>
        {
            using var frame = JsonDocument.Parse(payload.At(number, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
            await hub.Clients.Group(Group).SendAsync("frame", frame.RootElement);
        });
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Urls.First()).Port);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private sealed class BareHub : Hub
    {
        public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, Group);
    }
}
