using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Grains.Worlds;

/// <summary>What a scenario must keep beyond its schema.</summary>
internal static class ScenarioRules
{
    private const int EpochBlocks = 2016;
    private const int StepSec = 60;

    private static readonly string[] s_origins = [Origin.Article, Origin.Chain, Origin.Derived, Origin.Interpolated, Origin.Simulated];

    /// <summary>The first fault, or null.</summary>
    public static string? FaultOf(ScenarioFile file) =>
        FaultOfTimes(file)
        ?? file.Observations.Select((item, index) => FaultOfObservation(file, item, index)).FirstOrDefault(fault => fault is not null)
        ?? file.Tracks.Select((track, index) => FaultOfTrack(file, track, $"tracks[{index}]")).FirstOrDefault(fault => fault is not null)
        ?? FaultOfChain(file)
        ?? (file.QuotedRetarget is { } quote ? FaultOfOrigin(quote.Origin, "quotedRetarget") ?? FaultOfSpan(file, quote.At, "quotedRetarget") : null)
        ?? FaultOfWindows(file);

    private static string? FaultOfTimes(ScenarioFile file) =>
        file.Scenario.Length is 0 or > 32 || !file.Scenario.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? "scenario must be 1 to 32 lower-case letters, digits and dashes."
            : file.StartAt < file.OpenAt && file.OpenAt <= file.EndAt ? null
            : "startAt must lie before openAt, and openAt not after endAt.";

    private static string? FaultOfObservation(ScenarioFile file, ScenarioObservation item, int index)
    {
        var place = $"observations[{index}]";
        return !MarketName.All.Contains(item.Market) ? $"{place}.market '{item.Market}' is none of {string.Join(", ", MarketName.All)}."
            : FaultOfOrigin(item.Origin, place)
            ?? FaultOfSpan(file, item.At, place)
            ?? (MarketMembers.FaultOf(item.Market, item.Observation) is { } foreign ? $"{place}: {foreign}" : null);
    }

    private static string? FaultOfTrack(ScenarioFile file, ScenarioTrack track, string place)
    {
        if ((track.Market, track.Member) is not ((MarketName.Spot, "priceUsd") or (MarketName.Liquidations, "rolling24hUsd")))
        {
            return $"{place} moves {track.Market}.{track.Member}; tracks move spot.priceUsd or liquidations.rolling24hUsd.";
        }

        if (track.EverySec <= 0 || track.EverySec % StepSec != 0)
        {
            return $"{place}.everySec is {track.EverySec}; give a multiple of {StepSec}.";
        }

        if (track.Points.Length < 2 || track.Points[0].At != file.StartAt || track.Points[^1].At != file.EndAt)
        {
            return $"{place}.points must begin at startAt and end at endAt.";
        }

        return track.Points.Zip(track.Points.Skip(1)).Any(pair => pair.First.At >= pair.Second.At)
            ? $"{place}.points must rise in time."
            : track.Points.Select(point => FaultOfOrigin(point.Origin, place)).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfChain(ScenarioFile file)
    {
        var (epochs, blocks) = (file.Chain.Epochs, file.Chain.Blocks);
        if (epochs.Length == 0 || epochs.Any(epoch => epoch.Height % EpochBlocks != 0 || epoch.Difficulty is not > 0))
        {
            return "chain.epochs needs at least one epoch, each at a multiple of 2,016 and with a difficulty above 0.";
        }

        if (blocks.Length < 2 || blocks[0].Height < epochs[0].Height || blocks[0].At > file.StartAt || blocks[0].At < file.StartAt)
        {
            return "chain.blocks needs at least two blocks, the first at startAt and not before the first epoch.";
        }

        if (blocks.Zip(blocks.Skip(1)).Any(pair => pair.First.Height >= pair.Second.Height || pair.First.At >= pair.Second.At))
        {
            return "chain.blocks must rise in height and time.";
        }

        // Else a block between two known ones would get the wrong difficulty.
        var missing = epochs.Skip(1).FirstOrDefault(epoch => !blocks.Any(block => block.Height == epoch.Height && block.At == epoch.StartAt));
        return missing is not null
            ? $"chain.blocks lacks block {missing.Height}, the first of an epoch, at {missing.StartAt:O}."
            : blocks.Select(block => FaultOfOrigin(block.Origin, "chain.blocks")).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfWindows(ScenarioFile file) =>
        file.Windows.Length == 0 || file.Windows[0].Date >= DateOnly.FromDateTime(file.StartAt.UtcDateTime)
            ? "windows must begin with a day that is closed at startAt."
            : file.Windows.Zip(file.Windows.Skip(1)).Any(pair => pair.First.Date >= pair.Second.Date) ? "windows must rise by day." : null;

    private static string? FaultOfOrigin(string origin, string place) =>
        s_origins.Contains(origin) ? null : $"{place} has origin '{origin}'; use one of {string.Join(", ", s_origins)}.";

    private static string? FaultOfSpan(ScenarioFile file, DateTimeOffset at, string place) =>
        at >= file.StartAt && at <= file.EndAt ? null : $"{place}.at lies outside of startAt and endAt.";
}
