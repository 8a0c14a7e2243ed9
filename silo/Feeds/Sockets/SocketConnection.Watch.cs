using System.Net.WebSockets;
using System.Security.Cryptography;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <content>The watch: pings, and ends what is dead.</content>
internal sealed partial class SocketConnection
{
    private const int ReplaceJitterSec = 1_800;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private long? _unansweredSince;

    /// <summary>Once a second: pings, and ends what is dead.</summary>
    private async Task WatchAsync()
    {
        var times = _session.Times;
        var replaceAfter = times.ReplaceAfter + TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(2 * ReplaceJitterSec) - ReplaceJitterSec);
        var pingedAt = _openedAt;
        using var timer = new PeriodicTimer(s_look, _link.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                string? ping;
                SocketFault? death;
                lock (_session)
                {
                    _session.Look();
                    death = DeathOf(times);
                    ping = Since(pingedAt) >= times.PingEvery ? _session.Ping() : null;
                }

                if (death is not null)
                {
                    End(death);
                }
                else if (Since(_openedAt) > replaceAfter)
                {
                    _replace.TrySetResult("planned");
                }

                if (ping is not null)
                {
                    pingedAt = _link.Time.GetTimestamp();
                    _unansweredSince ??= pingedAt;
                    await SendAsync(ping);
                }

                Judge();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Over.
        }
        catch (WebSocketException exception)
        {
            End(new SocketFault("lost", $"The connection was lost: {exception.Message}"));
        }
    }

    private SocketFault? DeathOf(SocketTimes times)
    {
        if (_session.AnsweredAt >= _unansweredSince)
        {
            _unansweredSince = null;
        }

        return !_session.IsAlive && Since(_openedAt) > times.FirstData
                ? new SocketFault("no-data", $"The venue took the subscription and sent no data for {times.FirstData.TotalSeconds:0} s. {_session.DegradedReason}".TrimEnd())
            : Since(_heardAt) > times.Silence ? new SocketFault("silent", $"Nothing came for {times.Silence.TotalSeconds:0} s.")
            : _unansweredSince is { } since && Since(since) > times.AnswerWithin
                ? new SocketFault("no-answer", $"The venue did not answer a ping within {times.AnswerWithin!.Value.TotalSeconds:0} s.")
            : _session.IsAlive && Since(_session.LivelyAt) > times.LifeLimit
                ? new SocketFault("no-life", $"The stream that is never silent said nothing for {times.LifeLimit!.Value.TotalSeconds:0} s.")
            : null;
    }
}
