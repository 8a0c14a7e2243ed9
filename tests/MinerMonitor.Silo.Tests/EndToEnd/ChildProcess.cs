using System.Diagnostics;
using System.Globalization;
using System.Text;
using MinerMonitor.TestKit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A program that a test started: its output is read all the time, and it is gone when the test is.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();
    private readonly List<(Func<string, bool> Line, TaskCompletionSource<string> Seen)> _awaited = [];
    private readonly Task _reading;

    private ChildProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Everything it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public static ChildProcess Start(string program, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        // A test run in the background may ignore Ctrl-C, and its children would too.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a line of output; fails with the output when it does not come or the program ends before.</summary>
    public async Task<string> LineAsync(Func<string, bool> line, TimeSpan timeout, string awaited)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_output.ToString().Split('\n').FirstOrDefault(line) is { } already)
            {
                return already;
            }

            _awaited.Add((line, seen));
        }

        try
        {
            await Task.WhenAny(seen.Task, _reading).WaitAsync(timeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Awaited within {timeout.TotalSeconds:0} s: {awaited}. Output:\n{Output}");
        }

        return seen.Task.IsCompleted ? await seen.Task : throw new InvalidOperationException($"It ended before {awaited}. Output:\n{Output}");
    }

    /// <summary>Sends a signal by its name, such as INT, STOP or CONT.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start(Optional.RequireTool("kill"), [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync(TimeSpan timeout)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(timeout, TimeProvider.System);
            await _reading;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It did not end within {timeout.TotalSeconds:0} s. Output:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _output.Append(line).Append('\n');
                foreach (var (_, seen) in _awaited.Where(awaited => awaited.Line(line)))
                {
                    seen.TrySetResult(line);
                }
            }
        }
    }
}
