using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds.CsvFolder;

/// <summary>The feed of dropped files.</summary>
internal static class CsvFolderFeeds
{
    private const string Feed = "csv-folder";

    /// <summary>The feed, as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        var options = tools.Options.CsvFolder;
        if (options.Every <= TimeSpan.Zero) throw new InvalidOperationException($"Feed {Feed}: Every is {options.Every}; give the time between two looks, more than zero.");
        var description = new FeedDescription(Feed, "files", options.Enabled && tools.Options.Enabled, "Dropped files", null, null);
        yield return new FeedSource(description, () => new CsvFolderFeed(options.Path, options.Every, tools.Grains));
    }
}
