using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Intake;

namespace MinerMonitor.Silo.Live;

/// <summary>The hub of <see cref="HubContract"/>.</summary>
internal sealed class MonitorHub(WatchSessions sessions, SampleUpload upload) : Hub
{
    /// <summary>Watches topics.</summary>
    /// <exception cref="HubException">The request as a whole is wrong; faults of single topics come as error frames.</exception>
    [HubMethodName(HubContract.Watch)]
    public async IAsyncEnumerable<EncodedFrame> WatchAsync(
        TopicRequest[]? topics, ResumePosition[]? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (sessions.Check(topics) is { } refusal)
        {
            throw Refused(refusal.Code, refusal.Sentence);
        }

        await using var session = await sessions.OpenAsync(Context.User.Grant(), topics!, resume);
        await foreach (var frame in session.Mailbox.ReadAllAsync(cancellationToken))
        {
            yield return frame;
        }
    }

    /// <summary>Takes samples of one fleet; answers when they are durable.</summary>
    /// <exception cref="HubException">Nothing was kept.</exception>
    [HubMethodName(HubContract.Upload)]
    public async Task<UploadResult> UploadAsync(string fleet, Sample[]? samples)
    {
        var grant = Context.User.Grant();
        if (!grant.HasKey)
        {
            throw Refused(ErrorCodes.Unauthenticated, "Uploading needs a key; send it as Authorization: Bearer KEY.");
        }

        if (samples is null || samples.Length > SampleUpload.MaxSamples)
        {
            throw Refused(ErrorCodes.TooLarge, $"Send an array of at most {SampleUpload.MaxSamples} samples a call.");
        }

        try
        {
            return await upload.TakeAsync(grant, fleet, samples, Context.ConnectionAborted);
        }
        catch (IntakeUnavailableException exception)
        {
            throw Refused(exception.Code, exception.Message);
        }
    }

    private static HubException Refused(string code, string sentence) => new($"{code}: {sentence}");
}
