// Posts a message to a web hook when the regime of the sector changes, and when nothing is heard of the monitor any more.
//
//     dotnet run --project client/examples/PageOnRegimeChange -- http://localhost:5080 https://hooks.example.com/on-call
//
// Without a hook it prints what it would send.
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Streaming;

var url = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:5080");
var hook = args.ElementAtOrDefault(1) is { } given ? new Uri(given) : null;
using var http = new HttpClient();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    // Events and not values: each change of regime is one event with a number, and none is conflated away or told twice.
    var topic = Topics.Events("sector");
    var file = PositionFile.Open("page.position.json");
    var client = new MonitorClient(new MonitorClientOptions { Url = url, RetryFirstConnection = true });
    var losses = TellLossesAsync(client);
    try
    {
        await foreach (var update in client.WatchEventsAsync(topic, new WatchOptions { Resume = file.Find(topic) }, stop.Token))
        {
            if (update.Value is { Type: "regime" } change)
            {
                await PageAsync(change.Text);
            }

            file.Write(update.Position); // only after the page is out
        }
    }
    finally
    {
        await client.DisposeAsync();
        await losses;
    }
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped.");
}
catch (Exception error) when (error is MonitorException or FormatException or HttpRequestException)
{
    Console.Error.WriteLine(error.Message);
    Environment.ExitCode = 1;
}

async Task PageAsync(string text)
{
    Console.WriteLine(text);
    if (hook is not null)
    {
        using var answer = await http.PostAsJsonAsync(hook, new JsonObject { ["text"] = text }, stop.Token);
        answer.EnsureSuccessStatusCode();
    }
}

// A pager that is cut off looks exactly like a quiet market, so the loss of the line is itself worth telling.
static async Task TellLossesAsync(MonitorClient client)
{
    await foreach (var change in client.ConnectionChangesAsync())
    {
        await Console.Error.WriteLineAsync($"{change.At:u} {change.State} {change.Cause}");
    }
}
