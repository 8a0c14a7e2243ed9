using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>Joins what closed days tell of a world with what it saw as it happened.</summary>
/// <remarks>
/// The event log keeps a week and knows the minute; the closed days know all of history, by the day. Where both tell of the same thing the
/// event stands. The sector itself has the last word on the regime of now.
/// </remarks>
internal sealed class AnnotationReader(IGrainFactory grains)
{
    private const int MostEvents = 1_000;

    /// <summary>All kinds.</summary>
    public static readonly ImmutableArray<string> Kinds =
        [AnnotationKinds.Regime, AnnotationKinds.Retarget, AnnotationKinds.Halving, AnnotationKinds.SupportBroken, AnnotationKinds.EtfReversal];

    /// <summary>Everything known of a world, in no order.</summary>
    public async Task<IReadOnlyList<ChartAnnotation>> ReadAsync(string world)
    {
        var daily = await grains.GetGrain<IDailyHistoryGrain>(world).GetAnnotationsAsync();
        var log = grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(world, "events/sector"));
        var events = (await log.ListAsync(0, MostEvents))
            .Select(frame => JsonSerializer.Deserialize(frame.Payload.AsSpan(), ProtocolJson.Default.EventPayload)!).ToList();
        var (view, _) = await grains.GetGrain<ISectorGrain>(world).GetViewAsync();
        return
        [
            .. Regimes(daily, events, view.Regime),
            .. await RetargetsAsync(world, daily, events),
            .. Of(daily, AnnotationKind.Halving).Select(ToWire),
            .. SupportBreaks(daily, events),
            .. await ReversalsAsync(world, daily),
        ];
    }

    private static IEnumerable<Annotation> Of(ImmutableArray<Annotation> daily, AnnotationKind kind) => daily.Where(one => one.Kind == kind);

    private static List<ChartAnnotation> Regimes(ImmutableArray<Annotation> daily, IReadOnlyList<EventPayload> events, RegimeState now)
    {
        var bands = Of(daily, AnnotationKind.Regime).Select(ToWire).ToList();
        foreach (var change in events.Where(one => one.Type == AnnotationKinds.Regime && one.Subject is not null))
            Turn(change.Subject!, change.AtMs, change.Figures?.GetValueOrDefault("stress"));
        if (SectorWire.NameOf(now.Regime) is { } regime && now.SinceMs is { } sinceMs) Turn(regime, sinceMs, null);
        return bands;

        void Turn(string to, long atMs, double? stress)
        {
            if (bands.Count > 0)
            {
                if (bands[^1].Subject == to || bands[^1].AtMs >= atMs) return;
                bands[^1] = bands[^1] with { EndMs = atMs };
            }

            bands.Add(new ChartAnnotation { Kind = AnnotationKinds.Regime, AtMs = atMs, Subject = to, Value = stress, Text = $"Regime {to}" });
        }
    }

    private async Task<List<ChartAnnotation>> RetargetsAsync(string world, ImmutableArray<Annotation> daily, IReadOnlyList<EventPayload> events)
    {
        var marks = Of(daily, AnnotationKind.Retarget).Select(ToWire).ToList();
        foreach (var told in events.Where(one => one.Type == AnnotationKinds.Retarget && one.Subject is not null))
            Add(told.Subject!, told.AtMs, told.Figures?.GetValueOrDefault("change"));
        if (await NetworkAsync(world) is { EpochStartHeight: { } height, EpochStartAtMs: { } atMs } network)
            Add(height.ToString(CultureInfo.InvariantCulture), atMs, network.LastRetargetChange);
        return marks;

        void Add(string height, long atMs, double? change)
        {
            if (marks.All(one => one.Subject != height))
                marks.Add(new ChartAnnotation { Kind = AnnotationKinds.Retarget, AtMs = atMs, Subject = height, Value = change, Text = RetargetText(height, change) });
        }
    }

    private async Task<Protocol.Networks.NetworkSnapshot?> NetworkAsync(string world)
    {
        var frames = await grains.GetGrain<INetworkGrain>(world).ReadAsync(null);
        return frames.IsEmpty ? null : JsonSerializer.Deserialize(frames[^1].Payload.AsSpan(), ProtocolJson.Default.NetworkSnapshot);
    }

    private static IEnumerable<ChartAnnotation> SupportBreaks(ImmutableArray<Annotation> daily, IReadOnlyList<EventPayload> events)
    {
        var seen = events.Where(one => one.Type == AnnotationKinds.SupportBroken).ToList();
        var days = seen.Select(one => UtcDay.Of(one.AtMs)).ToHashSet();
        return Of(daily, AnnotationKind.SupportBroken).Where(one => !days.Contains(UtcDay.Ending(one.AtMs))).Select(ToWire)
            .Concat(seen.Select(one =>
            {
                var level = one.Figures?.GetValueOrDefault("levelUsd");
                return new ChartAnnotation
                {
                    Kind = AnnotationKinds.SupportBroken, AtMs = one.AtMs, Subject = FormattableString.Invariant($"{level:0} USD"), Value = level, Text = one.Text,
                };
            }));
    }

    private async Task<IEnumerable<ChartAnnotation>> ReversalsAsync(string world, ImmutableArray<Annotation> daily)
    {
        var reported = await grains.GetGrain<IEtfMarketGrain>(TopicDirectory.KeyOf(world, MarketName.Etf)).GetFinalDaysAsync();
        var marks = Of(daily, AnnotationKind.EtfReversal).ToList();
        var known = marks.Select(one => one.Subject).ToHashSet();
        return marks.Concat(Annotations.Reversals(reported.Select(day => (day.Date, day.NetFlowUsdM))).Where(one => !known.Contains(one.Subject))).Select(ToWire);
    }

    private static ChartAnnotation ToWire(Annotation one) => new()
    {
        Kind = one.Kind switch
        {
            AnnotationKind.Regime => AnnotationKinds.Regime,
            AnnotationKind.Retarget => AnnotationKinds.Retarget,
            AnnotationKind.Halving => AnnotationKinds.Halving,
            AnnotationKind.SupportBroken => AnnotationKinds.SupportBroken,
            AnnotationKind.EtfReversal => AnnotationKinds.EtfReversal,
            _ => throw new ArgumentOutOfRangeException(nameof(one), one.Kind, "No public name is registered for this kind."),
        },
        AtMs = one.AtMs,
        EndMs = one.EndMs,
        Subject = one.Subject,
        Value = one.Value,
        Text = one.Kind switch
        {
            AnnotationKind.Regime => $"Regime {one.Subject}",
            AnnotationKind.Retarget => RetargetText(one.Subject, one.Value),
            AnnotationKind.Halving => FormattableString.Invariant($"Halving to {one.Value} BTC at height {one.Subject}"),
            AnnotationKind.SupportBroken => $"Closed below the support at {one.Subject}",
            _ => FormattableString.Invariant($"ETF flow turned to {one.Value:+0.#;-0.#} million USD"),
        },
        Daily = one.Daily,
        Estimated = one.Estimated,
    };

    private static string RetargetText(string height, double? change) => change is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"Difficulty {known * 100:+0.00;-0.00} % at height {height}")
        : $"Retarget at height {height}";
}
