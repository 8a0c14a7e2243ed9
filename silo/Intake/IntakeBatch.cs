using System.Runtime.InteropServices;
using System.Text;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Intake;

/// <inheritdoc cref="IIntakeBatch"/>
/// <param name="router">The silo's routes.</param>
/// <param name="counters">The silo's counts.</param>
/// <param name="defaultFleet">Fleet of samples that name none.</param>
/// <param name="receivedAtMs">Time of receipt of the whole batch, Unix milliseconds.</param>
internal sealed class IntakeBatch(FleetRouter router, IntakeCounters counters, string? defaultFleet, long receivedAtMs) : IIntakeBatch
{
    private const int RefusalsTold = 100;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(2);
    private static readonly long s_earliestMs = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long s_skewMs = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
    private static readonly long s_futureMs = (long)TimeSpan.FromHours(24).TotalMilliseconds;
    private static readonly long s_staleMs = (long)TimeSpan.FromHours(48).TotalMilliseconds;

    private readonly Dictionary<string, FleetPart> _fleets = new(StringComparer.Ordinal);
    private readonly List<Refusal> _refused = [];
    private int _refusedCount;
    private int _skewedCount;

    /// <inheritdoc/>
    public void Add(in RawSample sample, int line)
    {
        if (FleetOf(sample.Fleet) is not { } fleet)
        {
            Refuse(line, ErrorCodes.UnknownFleet, "The line names no fleet; add a fleet tag, or send it to the fleet's own address.");
            return;
        }

        var checkedSample = sample;
        if (sample.Present.HasFlag(SampleFields.AtMs))
        {
            var aheadMs = sample.AtMs - receivedAtMs;
            if (aheadMs > s_futureMs)
            {
                Refuse(fleet, line, ErrorCodes.Future, "The timestamp lies more than 24 hours ahead; set the sender's clock, or leave the timestamp out.");
                return;
            }

            if (aheadMs > s_skewMs)
            {
                checkedSample.Present &= ~SampleFields.AtMs;
                PartOf(fleet).Skewed++;
                _skewedCount++;
            }
            else if (sample.AtMs < s_earliestMs)
            {
                checkedSample.Present &= ~SampleFields.AtMs; // a clock that was never set
            }
            else if (-aheadMs > s_staleMs)
            {
                PartOf(fleet).Stale++;
                return;
            }
        }

        PartOf(fleet).Add(in checkedSample, line);
    }

    /// <inheritdoc/>
    public void Refuse(int line, string code, string reason)
    {
        if (defaultFleet is not null)
        {
            Refuse(defaultFleet, line, code, reason);
            return;
        }

        Note(line, code, reason);
    }

    /// <inheritdoc/>
    public async Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
    {
        var acknowledged = 0;
        try
        {
            foreach (var part in _fleets.Values)
            {
                acknowledged += await part.CommitAsync();
                foreach (var line in part.Unplaced)
                {
                    Note(line, ErrorCodes.FleetFull, IntakeOptions.FleetFullReason);
                }

                foreach (var (line, site) in part.Foreign)
                {
                    Note(line, ErrorCodes.Forbidden, $"the key may write to site {site} only, and the miner stands at another; ask for a key of the fleet to move it.");
                }
            }
        }
        catch (Exception exception) when (exception is JournalUnavailableException or JournalFencedException or OrleansException or TimeoutException)
        {
            throw new IntakeUnavailableException(
                ErrorCodes.StoreUnavailable, "The samples could not be made durable; send the whole batch again, what is there already merges.", s_retryAfter, exception);
        }
        catch (UnknownTopicException exception)
        {
            throw new IntakeUnavailableException(
                ErrorCodes.StoreUnavailable, "The fleet was deleted while the batch was under way.", s_retryAfter, exception);
        }
        finally
        {
            foreach (var part in _fleets.Values)
            {
                part.Dispose();
            }
        }

        counters.Count(acknowledged, _refusedCount, _skewedCount);
        return new UploadResult { Acknowledged = acknowledged, RefusedCount = _refusedCount, Refused = _refused };
    }

    private void Refuse(string fleet, int line, string code, string reason)
    {
        PartOf(fleet).Refused++;
        Note(line, code, reason);
    }

    private void Note(int line, string code, string reason)
    {
        _refusedCount++;
        if (_refused.Count < RefusalsTold)
        {
            _refused.Add(new Refusal { Line = line, Code = code, Reason = reason });
        }
    }

    private string? FleetOf(ReadOnlySpan<byte> named)
    {
        if (named.IsEmpty)
        {
            return defaultFleet;
        }

        Span<char> chars = stackalloc char[256];
        if (!Encoding.UTF8.TryGetChars(named, chars, out var length))
        {
            return null;
        }

        // The lines of a batch name few fleets, so most look-ups find the text that is there.
        return _fleets.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..length], out var part) ? part.Fleet : chars[..length].ToString();
    }

    private FleetPart PartOf(string fleet)
    {
        ref var part = ref CollectionsMarshal.GetValueRefOrAddDefault(_fleets, fleet, out _);
        return part ??= new FleetPart(fleet, new SampleBatch(router, fleet, receivedAtMs));
    }

    /// <summary>What a request has for one fleet.</summary>
    private sealed class FleetPart(string fleet, SampleBatch batch) : IDisposable
    {
        private int _added;

        public string Fleet { get; } = fleet;

        public int Stale { get; set; }

        public int Refused { get; set; }

        public int Skewed { get; set; }

        public void Add(in RawSample sample, int line)
        {
            batch.Add(in sample, line);
            _added++;
        }

        /// <returns>Samples that are durable now, stale ones included: they were counted.</returns>
        public async Task<int> CommitAsync()
        {
            batch.CountLines(Stale, Refused, Skewed);
            await batch.CommitAsync();
            return _added + Stale - batch.Foreign.Count - batch.Unplaced.Count;
        }

        public IReadOnlyList<ForeignSample> Foreign => batch.Foreign;

        public IReadOnlyList<int> Unplaced => batch.Unplaced;

        public void Dispose() => batch.Dispose();
    }
}
