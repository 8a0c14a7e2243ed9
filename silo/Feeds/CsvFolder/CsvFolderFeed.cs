using System.Globalization;
using System.Threading.Channels;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds.CsvFolder;

/// <summary>Watches a folder and takes the CSV files that are dropped into it; each is moved to <c>done</c>, or to <c>failed</c> with its reason.</summary>
/// <remarks>
/// A file is taken when it looks the same at two looks a second apart, so one that is still being copied waits. A watcher tells of most
/// changes at once; since watchers miss some, the folder is looked at again and again.
/// </remarks>
internal sealed class CsvFolderFeed(string folder, TimeSpan every, IGrainFactory grains) : IFeedAdapter
{
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (long Length, DateTime WrittenAt)> _seen = new(StringComparer.Ordinal);
    private int _done;
    private int _failed;

    /// <inheritdoc/>
    public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                await WatchAsync(link, stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                link.Meter.Count("folder-fault");
                link.Meter.Enter(FeedStates.Degraded, $"The folder {folder} cannot be used: {exception.Message} It is tried again in {every.TotalSeconds:0} s.");
                await Task.Delay(every, link.Time, stoppingToken);
            }
        }
    }

    private async Task WatchAsync(FeedLink link, CancellationToken stoppingToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = new FileSystemWatcher(folder);
        watcher.Created += (_, _) => changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Changed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Error += (_, _) => changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        link.Meter.ConnectedTo(folder);
        while (true)
        {
            var waits = await LookAsync(link, stoppingToken);
            link.Meter.HearLife();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var change = waits ? Task.Delay(Timeout.InfiniteTimeSpan, link.Time, either.Token) : changes.Reader.ReadAsync(either.Token).AsTask();
            await Task.WhenAny(change, Task.Delay(waits ? s_settle : every, link.Time, either.Token));
            await either.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes what has settled; true when something has not.</summary>
    private async Task<bool> LookAsync(FeedLink link, CancellationToken stoppingToken)
    {
        var waits = false;
        var files = new DirectoryInfo(folder).GetFiles("*.csv").Where(file => !file.Name.StartsWith('.')).OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name).ToList();
        foreach (var gone in _seen.Keys.Except(files.Select(file => file.FullName)).ToList()) _seen.Remove(gone);
        foreach (var file in files)
        {
            var look = (file.Length, file.LastWriteTimeUtc);
            if (!_seen.TryGetValue(file.FullName, out var before) || before != look)
            {
                _seen[file.FullName] = look;
                waits = true;
            }
            else if (!await TakeAsync(link, file, stoppingToken))
            {
                return false; // the next look, after the usual time
            }
        }

        link.Meter.Enter(InputState.Live);
        return waits;
    }

    private async Task<bool> TakeAsync(FeedLink link, FileInfo file, CancellationToken stoppingToken)
    {
        DroppedFile outcome;
        try
        {
            outcome = await DroppedFile.TakeAsync(file, grains, stoppingToken);
        }
        catch (Exception exception) when (exception is not (IOException or UnauthorizedAccessException) && !stoppingToken.IsCancellationRequested)
        {
            // A store that is down throws errors of many kinds; the file stays where it is and waits for it whatever the kind.
            link.Meter.Refuse("delivery-failed", [], exception.Message);
            link.Meter.Enter(FeedStates.Degraded, $"{file.Name} could not be stored and is tried again in {every.TotalSeconds:0} s: {exception.Message}");
            return false;
        }

        var nowMs = link.Meter.NowMs;
        link.Meter.Hear((int)Math.Min(file.Length, int.MaxValue));
        link.Sink.CountDelivered(outcome.Taken, new FeedTime(null, nowMs));
        var isDone = outcome.Faults.IsEmpty;
        var target = Path.Combine(folder, isDone ? "done" : "failed");
        Directory.CreateDirectory(target);
        var stamp = DateTimeOffset.FromUnixTimeMilliseconds(nowMs).ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var path = Path.Combine(target, $"{Path.GetFileNameWithoutExtension(file.Name)}.{stamp}.csv");
        if (!isDone)
        {
            link.Meter.Refuse("refused-file", [], $"{file.Name}: {outcome.Faults[0]}");
            var kept = outcome.Taken > 0 ? $"{outcome.Taken} rows were taken, these were not:" : "Nothing of this file was taken:";
            await File.WriteAllLinesAsync(path + ".reason.txt", [kept, .. outcome.Faults], stoppingToken);
        }

        _seen.Remove(file.FullName);
        file.MoveTo(path);
        (_done, _failed) = isDone ? (_done + 1, _failed) : (_done, _failed + 1);
        link.Meter.Report(FormattableString.Invariant($"{_done} files taken, {_failed} failed"));
        return true;
    }
}
