using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>What Linux says of the machine, of processes and folders.</summary>
internal static class Machine
{
    /// <summary>Ticks that all processors have spent so far idle, and in all. Waiting for a disk counts as idle.</summary>
    public static (long Idle, long All) Ticks()
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guests are in user already
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(Number).ToArray();
        return (ticks[3] + ticks[4], ticks.Sum());
    }

    /// <summary>Share of the processors' time that was idle between two moments.</summary>
    public static double IdleShare((long Idle, long All) before, (long Idle, long All) after) => (after.Idle - before.Idle) / (double)(after.All - before.All);

    /// <summary>Memory of a process, its share of what it shares with others, bytes.</summary>
    public static long ProportionalBytes(Process process) => KiloBytes($"/proc/{Children.Text(process.Id)}/smaps_rollup", "Pss:");

    /// <summary>The most that was resident of a process at any time, bytes.</summary>
    public static long PeakBytes(Process process) => KiloBytes($"/proc/{Children.Text(process.Id)}/status", "VmHWM:");

    /// <summary>Bytes that a folder takes on disk.</summary>
    public static async Task<long> DiskBytesAsync(string folder)
    {
        using var du = Process.Start(new ProcessStartInfo("du", ["--summarize", "--block-size=1", folder]) { RedirectStandardOutput = true })!;
        var answer = await du.StandardOutput.ReadToEndAsync();
        await du.WaitForExitAsync(); // a file that vanished meanwhile makes it say so and go on
        return Number(answer.Split('\t')[0]);
    }

    /// <summary>The machine in words.</summary>
    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({model}), {KiloBytes("/proc/meminfo", "MemTotal:") / 1e9:F0} GB of memory, {RuntimeInformation.FrameworkDescription}; load average {LoadAverage()}");
    }

    /// <summary>Load average of the last one, five and fifteen minutes.</summary>
    public static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static long KiloBytes(string file, string name) =>
        Number(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
