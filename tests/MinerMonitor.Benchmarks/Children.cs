using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MinerMonitor.Benchmarks;

/// <summary>Processes of this benchmark's own, and what they cost.</summary>
internal static class Children
{
    /// <summary>The program that runs assemblies.</summary>
    public static string Host { get; } =
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>Starts this program again in another role.</summary>
    /// <param name="arguments">Role and its arguments.</param>
    /// <param name="isServer">True: with the garbage collector of a server, as the product has it.</param>
    public static Process Start(IEnumerable<string> arguments, bool isServer) => Process.Start(
        new ProcessStartInfo(Host, [typeof(Children).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_gcServer"] = isServer ? "1" : "0" },
        })!;

    /// <summary>Ends a process that this benchmark started.</summary>
    public static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Processor time so far.</summary>
    public static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>Resident memory now, bytes.</summary>
    public static long MemoryBytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    /// <summary>Most files that a process may have open here.</summary>
    public static int FileLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return hard == "unlimited" ? int.MaxValue : int.Parse(hard, CultureInfo.InvariantCulture);
    }

    /// <summary>Where a program of the distribution is; null when it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>A port of loopback that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A number as an argument.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
