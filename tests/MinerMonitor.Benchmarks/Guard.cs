using System.Diagnostics;
using System.Globalization;

namespace MinerMonitor.Benchmarks;

/// <summary>Ends a child process and removes its folder when this program dies, however it dies: a shell that waits for the end of a pipe.</summary>
internal sealed class Guard : IAsyncDisposable
{
    // A line dismisses it; the end of the pipe without a line means that this program is gone.
    private const string Script = """
        trap '' INT TERM HUP
        read -r dismissed && exit 0
        kill -9 "$0"
        for attempt in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$1" && exit 0; sleep 0.2; done
        """;

    private readonly Process _shell;

    private Guard(Process shell) => _shell = shell;

    /// <summary>Watches over a process from now on; null where there is no such shell.</summary>
    /// <param name="child">The process.</param>
    /// <param name="folder">Folder to remove after it.</param>
    public static Guard? Over(Process child, string folder) => OperatingSystem.IsWindows() ? null : new Guard(Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", Script, child.Id.ToString(CultureInfo.InvariantCulture), folder]) { RedirectStandardInput = true })!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _shell.StandardInput.WriteLineAsync();
        await _shell.StandardInput.FlushAsync();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
