using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Grains.Worlds;

/// <summary>A story that a replay plays: timed observations, each with its origin. Immutable; the same span always gives the same observations.</summary>
public sealed class Scenario
{
    private const int EpochBlocks = 2016;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private readonly ScenarioFile _file;

    private Scenario(ScenarioFile file)
    {
        _file = file;
        StartMs = Ms(file.StartAt);
        OpenMs = Ms(file.OpenAt);
        EndMs = Ms(file.EndAt);
        Windows = [.. file.Windows.Select(day => ToFrozen(day, file.Scenario))];
        Moments = [.. MomentsOf(file).Where(moment => moment.AtMs >= StartMs && moment.AtMs <= EndMs).OrderBy(moment => moment.AtMs)];
    }

    /// <summary>Name, for example <c>feb-2026</c>.</summary>
    public string Name => _file.Scenario;

    /// <summary>Title for people.</summary>
    public string Title => _file.Title;

    /// <summary>First moment, Unix milliseconds.</summary>
    public long StartMs { get; }

    /// <summary>Moment that viewers see first, Unix milliseconds.</summary>
    public long OpenMs { get; }

    /// <summary>Last moment, Unix milliseconds.</summary>
    public long EndMs { get; }

    /// <summary>Trailing figures of closed days.</summary>
    public ImmutableArray<FrozenWindows> Windows { get; }

    /// <summary>Moments worth a jump, oldest first: where it opens, published forecasts, retargets, ETF reports.</summary>
    public ImmutableArray<(long AtMs, string Text)> Moments { get; }

    /// <summary>Reads a scenario.</summary>
    /// <param name="json">The file, UTF-8.</param>
    /// <exception cref="InvalidDataException">The file is not a scenario; the message names place, fault and remedy.</exception>
    public static Scenario Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ScenarioFile>(json, s_json) ?? throw new InvalidDataException("The scenario is empty.");
            return ScenarioRules.FaultOf(file) is { } fault
                ? throw new InvalidDataException($"Scenario '{file.Scenario}': {fault}")
                : new Scenario(file);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The scenario is not what its schema says, at {fault.Path} in line {fault.LineNumber + 1}: {fault.Message}", fault);
        }
    }

    /// <summary>Observations of one market that fall due after one moment and up to another, oldest first.</summary>
    public ImmutableArray<MarketObservation> MarketsDue(string market, long afterMs, long untilMs)
    {
        var due = _file.Observations
            .Where(item => item.Market == market && Ms(item.At) > afterMs && Ms(item.At) <= untilMs)
            .Select(item => item.Observation with { AtMs = Ms(item.At), Source = item.Source, Origin = item.Origin, Feed = FeedOf(item.Source) });
        var moving = _file.Tracks.Where(track => track.Market == market).SelectMany(track => Due(track, afterMs, untilMs));
        return [.. due.Concat(moving).OrderBy(observation => observation.AtMs)];
    }

    /// <summary>Blocks that fall due after one moment and up to another, oldest first.</summary>
    public ImmutableArray<NetworkObservation> BlocksDue(long afterMs, long untilMs)
    {
        var due = ImmutableArray.CreateBuilder<NetworkObservation>();
        var blocks = _file.Chain.Blocks;
        for (var i = 0; i < blocks.Length; i++)
        {
            if (i == 0 || Ms(blocks[i].At) <= afterMs)
            {
                AddIfDue(blocks[i].Height, Ms(blocks[i].At), blocks[i].Origin);
                continue;
            }

            var (fromMs, toMs) = (Ms(blocks[i - 1].At), Ms(blocks[i].At));
            var count = blocks[i].Height - blocks[i - 1].Height;
            for (var block = 1; block < count && fromMs < untilMs; block++)
            {
                AddIfDue(blocks[i - 1].Height + block, fromMs + ((toMs - fromMs) * block / count), Origin.Interpolated);
            }

            AddIfDue(blocks[i].Height, toMs, blocks[i].Origin);
        }

        return due.ToImmutable();

        void AddIfDue(int height, long atMs, string origin)
        {
            if (atMs > afterMs && atMs <= untilMs)
            {
                due.Add(Block(height, atMs, origin));
            }
        }
    }

    /// <summary>Published forecasts that fall due after one moment and up to another.</summary>
    public ImmutableArray<NetworkObservation> QuotesDue(long afterMs, long untilMs) =>
        _file.QuotedRetarget is { } quote && Ms(quote.At) > afterMs && Ms(quote.At) <= untilMs
            ? [new NetworkObservation
            {
                AtMs = Ms(quote.At),
                QuotedRetargetChange = quote.Change,
                QuotedRetargetDate = quote.ExpectedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Source = quote.Source,
                Origin = quote.Origin,
            }]
            : [];

    private static IEnumerable<(long AtMs, string Text)> MomentsOf(ScenarioFile file)
    {
        yield return (Ms(file.OpenAt), "Opens here");
        if (file.QuotedRetarget is { } quote)
            yield return (Ms(quote.At), string.Create(CultureInfo.InvariantCulture, $"Forecast of {quote.Change * 100:+0.#;-0.#} % is published"));
        foreach (var epoch in file.Chain.Epochs)
            yield return (Ms(epoch.StartAt), string.Create(CultureInfo.InvariantCulture, $"Difficulty changes by {epoch.Change * 100:+0.00;-0.00} %"));
        foreach (var item in file.Observations.Where(item => item.Observation.NetFlowUsdM is not null && item.At > file.StartAt))
            yield return (Ms(item.At), string.Create(CultureInfo.InvariantCulture, $"ETF flow of {item.Observation.Date}: {item.Observation.NetFlowUsdM:+0.#;-0.#} million USD"));
    }

    internal static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private static string FeedOf(string source) => $"scenario:{source}";

    private NetworkObservation Block(int height, long atMs, string origin)
    {
        var epoch = _file.Chain.Epochs.Last(item => item.Height <= height);
        return new NetworkObservation
        {
            BlockHeight = height,
            BlockAtMs = atMs,
            AtMs = atMs,
            Difficulty = epoch.Difficulty,
            EpochStartHeight = height - (height % EpochBlocks),
            EpochStartAtMs = Ms(epoch.StartAt),
            LastRetargetChange = epoch.Change,
            Source = "chain",
            Origin = origin,
        };
    }

    private static IEnumerable<MarketObservation> Due(ScenarioTrack track, long afterMs, long untilMs)
    {
        var startMs = Ms(track.Points[0].At);
        var everyMs = track.EverySec * 1000L;
        var step = afterMs < startMs ? 0 : ((afterMs - startMs) / everyMs) + 1;
        for (var atMs = startMs + (step * everyMs); atMs <= untilMs && atMs <= Ms(track.Points[^1].At); atMs += everyMs)
        {
            var (value, origin) = ValueAt(track, atMs);
            var observation = new MarketObservation
            {
                AtMs = atMs, Source = track.Source, Venue = track.Venue, Origin = origin, Feed = FeedOf(track.Source),
            };
            yield return track.Member == "priceUsd" ? observation with { PriceUsd = value } : observation with { Rolling24hUsd = value };
        }
    }

    private static (double Value, string Origin) ValueAt(ScenarioTrack track, long atMs)
    {
        var after = Array.FindIndex(track.Points, point => Ms(point.At) >= atMs);
        var next = track.Points[after];
        if (Ms(next.At) == atMs)
        {
            return (next.Value, next.Origin);
        }

        var previous = track.Points[after - 1];
        var share = (double)(atMs - Ms(previous.At)) / (Ms(next.At) - Ms(previous.At));
        var origin = previous.Value.Equals(next.Value) && previous.Origin == next.Origin ? next.Origin
            : Origin.Simulated == previous.Origin || Origin.Simulated == next.Origin ? Origin.Simulated
            : Origin.Interpolated;
        return (previous.Value + (share * (next.Value - previous.Value)), origin);
    }

    private static FrozenWindows ToFrozen(ScenarioWindows day, string source) => new()
    {
        Date = day.Date,
        FitA = day.FitA,
        FitB = day.FitB,
        FitR2 = day.FitR2,
        FitResidualDeviation = day.FitResidualDeviation,
        FitDays = day.FitDays,
        FittedTo = day.Date,
        FeePerBlockBtc = day.FeePerBlockBtc,
        RevenueMultiple = day.RevenueMultiple,
        Hashrate7dEhs = day.Hashrate7dEhs,
        Peak7dEhs = day.Peak7dEhs,
        Peak7dDate = day.Peak7dDate,
        Hashrate14dEhs = day.Hashrate14dEhs,
        Peak14dEhs = day.Peak14dEhs,
        HashRibbon = day.HashRibbon,
        DifficultyPeak = day.DifficultyPeak,
        DefaultSupportUsd = day.DefaultSupportUsd,
        EfficiencyJth = day.EfficiencyJth,
        Regime = day.Regime,
        RegimeSinceMs = day.RegimeSinceAt is { } since ? Ms(since) : null,
        Origin = Origin.Derived,
        Source = source,
    };
}
