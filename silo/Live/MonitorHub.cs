using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Intake;

namespace MinerMonitor.Silo.Live;

/// <summary>The hub of <see cref="HubContract"/>.</summary>
internal sealed class MonitorHub(WatchSessions sessions, SampleUpload upload, TimeProvider time, IOptions<LiveOptions> options) : Hub
{
    private static readonly object s_quotaKey = new();

    private ConnectionQuota Quota => (ConnectionQuota)Context.Items[s_quotaKey]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        Context.Items[s_quotaKey] = new ConnectionQuota(time, options.Value);
        return base.OnConnectedAsync();
    }

    /// <summary>Watches topics.</summary>
    /// <exception cref="HubException">The request as a whole is wrong; faults of single topics come as error frames.</exception>
    [HubMethodName(HubContract.Watch)]
    public async IAsyncEnumerable<EncodedFrame> WatchAsync(
        TopicRequest[]? topics, ResumePosition[]? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var quota = Quota;
        if ((quota.Call() ?? sessions.Check(topics)) is { } refusal)
        {
            throw Refused(refusal.Code, refusal.Sentence);
        }

        using var place = quota.BeginWatch();
        if (place is null)
        {
            throw Refused(
                ErrorCodes.Overloaded, $"{options.Value.WatchesPerConnection} watches run on this connection, its limit; name several topics in one, or end one.");
        }

        await using var session = await sessions.OpenAsync(Context.User.Grant(), topics!, resume, Context.Abort);
        await foreach (var frame in session.Mailbox.ReadAllAsync(cancellationToken))
        {
            yield return frame;
        }
    }

    /// <summary>Takes samples of one fleet; answers when they are durable.</summary>
    /// <exception cref="HubException">Nothing was kept.</exception>
    [HubMethodName(HubContract.Upload)]
    public async Task<UploadResult> UploadAsync(string? fleet, Sample?[]? samples)
    {
        if (Quota.Call() is { } refusal)
        {
            throw Refused(refusal.Code, refusal.Sentence);
        }

        if (fleet is null)
        {
            throw Refused(ErrorCodes.Malformed, "Name the fleet that the samples are of.");
        }

        if (samples is null || samples.Length > SampleUpload.MaxSamples)
        {
            throw Refused(ErrorCodes.TooLarge, $"Send an array of at most {SampleUpload.MaxSamples} samples a call.");
        }

        try
        {
            var (result, refused) = await upload.TakeAsync(Context.User.Grant(), fleet, samples, Context.ConnectionAborted);
            return result ?? throw Refused(refused!.Code, refused.Sentence);
        }
        catch (IntakeUnavailableException exception)
        {
            throw Refused(exception.Code, exception.Message);
        }
    }

    private static HubException Refused(string code, string sentence) => new($"{code}: {sentence}");
}
