using System.Diagnostics;
using System.Globalization;
using MinerMonitor.Benchmarks.Load;
using MinerMonitor.Benchmarks.Report;

namespace MinerMonitor.Benchmarks.Durability;

/// <summary>
/// Does the store refuse before it loses? Senders fill a small memory budget, or a small disk, at full rate until they are refused; then
/// every acknowledged sample must read back: live, and after <c>kill -9</c> and a start with more room.
/// </summary>
/// <remarks>
/// The disk is a tmpfs of that size mounted for the lane: its "no space left" is the kernel's own, but it is memory, so nothing is said of
/// a disk that fails otherwise. Each round of disk runs twice: with the guard of free space as it is shipped, and without it, so that
/// the store's own writes meet the end of the disk. It needs the right to mount.
/// </remarks>
internal static class FillLane
{
    private const int Senders = 4;
    private const int BudgetMiB = 64;
    private static readonly (string, string)[] s_noFeeds = [("Enabled", "false")];
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <summary>Fills a memory budget of 64 MiB in each round.</summary>
    /// <returns>0 when nothing was lost in any.</returns>
    public static Task<int> RunMemoryAsync(int rounds) => RunAsync(rounds, _ => "memory", async (folder, _) =>
        await FillAsync(folder, [("Store:MemoryBudgetBytes", Mebibytes(BudgetMiB))], [("Store:MemoryBudgetBytes", Mebibytes(8 * BudgetMiB))]));

    /// <summary>Fills a disk in each round.</summary>
    /// <param name="rounds">Rounds.</param>
    /// <param name="sizeMiB">Size of the disk.</param>
    /// <returns>0 when nothing was lost in any; 2 where nothing may be mounted.</returns>
    public static async Task<int> RunDiskAsync(int rounds, int sizeMiB)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("A disk can be filled on Linux only.");
            return 2;
        }

        return await RunAsync(rounds * 2, round => round % 2 == 1 ? "disk, guarded" : "disk, to its end", async (folder, round) =>
        {
            await ToolAsync("mount", "-t", "tmpfs", "-o", $"size={Children.Text(sizeMiB)}m", "tmpfs", folder);
            try
            {
                return await FillAsync(
                    folder, [("Store:MinimumFreeDiskPercent", round % 2 == 1 ? "10" : "0")], [("Store:MinimumFreeDiskPercent", "0")],
                    () => ToolAsync("mount", "-o", $"remount,size={Children.Text(4 * sizeMiB)}m", folder));
            }
            finally
            {
                await ToolAsync("umount", "-l", folder);
            }
        });
    }

    private static async Task<int> RunAsync(int rounds, Func<int, string> nameOf, Func<string, int, Task<Outcome>> fill)
    {
        var table = new TextTable("round", "filled", "acknowledged samples", "refused with", "live", "after kill -9");
        var good = 0;
        for (var round = 1; round <= rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("miner-monitor-fill").FullName;
            var outcome = await fill(folder, round);
            Directory.Delete(folder, recursive: true);
            good += outcome.IsGood ? 1 : 0;
            table.Add(
                Children.Text(round), nameOf(round), outcome.Acknowledged.ToString("N0", CultureInfo.InvariantCulture), outcome.Refusal,
                outcome.Live.Length == 0 ? "all there" : outcome.Live, outcome.Killed.Length == 0 ? "all there" : outcome.Killed);
            Console.WriteLine($"{round} {nameOf(round)}: {outcome}");
        }

        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine($"{good} of {rounds} rounds lost nothing.");
        return good == rounds ? 0 : 1;
    }

    private static async Task<Outcome> FillAsync(string folder, (string, string)[] small, (string, string)[] large, Func<Task>? makeRoom = null)
    {
        // No checkpoint meanwhile: it would make room, and the end would come later.
        (string, string)[] settings = [.. small, ("Store:CheckpointInterval", "01:00:00")];
        string refusal, live;
        UniqueSamples samples;
        await using (var server = await ServerProcess.StartAsync(s_noFeeds, folder, 0, settings))
        {
            samples = new UniqueSamples(await server.ReadKeyAsync());
            await samples.MakeFleetAsync(server.Url);
            using var limit = new CancellationTokenSource(s_longest, TimeProvider.System);
            refusal = await samples.SendAsync(server.Url, Senders, limit.Token);
            live = await samples.VerifyAsync(server.Url);
        }

        if (makeRoom is not null) await makeRoom();
        await using var again = await ServerProcess.StartAsync(s_noFeeds, folder, 0, large);
        return new Outcome(samples.Acknowledged, CodeOf(refusal), live, await samples.VerifyAsync(again.Url));
    }

    private static string CodeOf(string refusal) => refusal.IndexOf("\"code\":\"", StringComparison.Ordinal) is >= 0 and var at
        ? $"{refusal[..3]} {refusal[(at + 8)..].Split('"')[0]}"
        : refusal;

    private static string Mebibytes(int count) => ((long)count << 20).ToString(CultureInfo.InvariantCulture);

    private static async Task ToolAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)}: {error.Trim()} The lane needs the right to mount a tmpfs.");
        }
    }

    /// <summary>What became of one round.</summary>
    private sealed record Outcome(int Acknowledged, string Refusal, string Live, string Killed)
    {
        public bool IsGood => Acknowledged > 0 && Refusal.Length > 0 && Live.Length == 0 && Killed.Length == 0;
    }
}
