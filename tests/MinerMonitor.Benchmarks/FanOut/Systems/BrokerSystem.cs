using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MinerMonitor.Benchmarks.FanOut.Viewers;

namespace MinerMonitor.Benchmarks.FanOut.Systems;

/// <summary>A message broker of the distribution: mosquitto or nats-server, as it comes, delivering at most once.</summary>
internal sealed class BrokerSystem : FanOutSystem
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpClient _publisher;
    private readonly SectorPayload _payload;

    private BrokerSystem(Process process, string name, string protocol, int port, TcpClient publisher, SectorPayload payload)
        : base(process, name, protocol, port) => (_publisher, _payload) = (publisher, payload);

    /// <summary>Starts mosquitto; null when it is not installed.</summary>
    public static async Task<BrokerSystem?> StartMosquittoAsync(SectorPayload payload)
    {
        if (Children.Find("mosquitto") is not { } program)
        {
            return null;
        }

        var port = Children.FreePort();
        var settings = Path.GetTempFileName();
        await File.WriteAllTextAsync(settings, $"listener {Children.Text(port)} 127.0.0.1\nallow_anonymous true\nlog_type none\n");
        var process = Start(program, "-c", settings);
        var publisher = await ConnectAsync(process, port, [0x10, 12, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 0]);
        File.Delete(settings);
        return new BrokerSystem(process, "mosquitto (MQTT, QoS 0)", "mqtt", port, publisher, payload);
    }

    /// <summary>Starts nats-server; null when it is not installed.</summary>
    public static async Task<BrokerSystem?> StartNatsAsync(SectorPayload payload)
    {
        if (Children.Find("nats-server") is not { } program)
        {
            return null;
        }

        var port = Children.FreePort();
        var process = Start(program, "-a", "127.0.0.1", "-p", Children.Text(port), "-l", "/dev/null");
        var publisher = await ConnectAsync(process, port, "CONNECT {\"verbose\":false}\r\nPING\r\n"u8.ToArray());
        return new BrokerSystem(process, "nats-server", "nats", port, publisher, payload);
    }

    /// <inheritdoc/>
    public override async Task TickAsync(int number)
    {
        var frame = _payload.At(number, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        byte[] message = Protocol == "mqtt"
            ? MqttViewer.Message(frame)
            : [.. System.Text.Encoding.ASCII.GetBytes($"PUB sector {Children.Text(frame.Length)}\r\n"), .. frame, .. "\r\n"u8];
        await _publisher.GetStream().WriteAsync(message);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _publisher.Dispose();
        await Children.EndAsync(Process);
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true })!;

    /// <summary>Connects as soon as the broker listens, and waits for its greeting.</summary>
    private static async Task<TcpClient> ConnectAsync(Process process, int port, byte[] opening)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (await look.WaitForNextTickAsync(limit.Token) && !process.HasExited)
        {
            var client = new TcpClient { NoDelay = true };
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                await client.GetStream().WriteAsync(opening, limit.Token);
                await client.GetStream().ReadExactlyAsync(new byte[4], limit.Token);
                return client;
            }
            catch (SocketException)
            {
                client.Dispose(); // not listening yet
            }
        }

        throw new InvalidOperationException($"{process.StartInfo.FileName} ended before it was ready.");
    }
}
