using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>A running <see cref="ViewerProcess"/>, seen from outside.</summary>
internal sealed class ViewerGroup : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(130);

    private readonly Process _process;

    /// <param name="protocol">Protocol of <see cref="Viewer.Create"/>.</param>
    /// <param name="port">Port of the server.</param>
    /// <param name="count">Viewers.</param>
    /// <param name="reads">False: they never read.</param>
    public ViewerGroup(string protocol, int port, int count, bool reads = true) => _process = Children.Start(
        ["fanout-viewers", protocol, Children.Text(port), Children.Text(count), reads ? "reads" : "stuck"], isServer: false);

    /// <summary>Connects all viewers, dropping connections there are, and says how many seconds it took.</summary>
    public async Task<double> ConnectAsync(int onTheirWay)
    {
        var answer = await AskAsync($"connect {onTheirWay}");
        return double.Parse(answer[1], CultureInfo.InvariantCulture);
    }

    /// <summary>What was received since the start.</summary>
    public async Task<(Receipt[] Receipts, int Lost, Dictionary<int, long> PublishedAtMs)> CollectAsync()
    {
        var file = Path.GetTempFileName();
        try
        {
            var answer = await AskAsync($"collect {file}");
            var published = answer[2..].Where(part => part.Length > 0).Select(part => part.Split(':'))
                .ToDictionary(part => int.Parse(part[0], CultureInfo.InvariantCulture), part => long.Parse(part[1], CultureInfo.InvariantCulture));
            return (
                MemoryMarshal.Cast<byte, Receipt>(await File.ReadAllBytesAsync(file)).ToArray(),
                int.Parse(answer[1], CultureInfo.InvariantCulture),
                published);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string[]> AskAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        var answer = await _process.StandardOutput.ReadLineAsync(limit.Token);
        return answer?.Split(' ') ?? throw new InvalidOperationException($"The viewers ended at '{order}'; why stands above.");
    }
}
