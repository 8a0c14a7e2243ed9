using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Fleets;
using Spectre.Console;

namespace MinerMonitor.Terminal;

/// <summary>One run of one command: its client, its console, and whether it speaks JSON.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly Surroundings _surroundings;

    public Session(Surroundings surroundings, MonitorClientOptions options, bool isJson)
    {
        _surroundings = surroundings;
        Options = options;
        IsJson = isJson;
        Client = new MonitorClient(options);
    }

    public MonitorClientOptions Options { get; }

    public MonitorClient Client { get; }

    public bool IsJson { get; }

    public Surroundings Surroundings => _surroundings;

    public IAnsiConsole Console => _surroundings.Console;

    /// <summary>True when live views and progress bars make sense.</summary>
    public bool IsLive => _surroundings.IsInteractive && !IsJson;

    /// <summary>Writes one value as one line of JSON.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => _surroundings.Out.WriteLine(JsonSerializer.Serialize(value, type));

    public void WriteLine(string line) => _surroundings.Out.WriteLine(line);

    public void Warn(string sentence) => _surroundings.Error.WriteLine(sentence);

    /// <summary>Tells what was kept and refused, the first refusals on standard error.</summary>
    public int Report(string what, UploadResult result)
    {
        foreach (var refusal in result.Refused)
        {
            Warn($"{what}, line {refusal.Line}: {refusal.Reason} ({refusal.Code})");
        }

        if (result.RefusedCount > result.Refused.Count)
        {
            Warn($"{what}: {result.RefusedCount - result.Refused.Count} more refusals are not listed.");
        }

        return result.RefusedCount == 0 ? ExitCodes.Ok : ExitCodes.Refused;
    }

    /// <summary>Runs work under a progress bar of bytes where somebody looks; else without one.</summary>
    public async Task<T> WithProgressAsync<T>(string title, long? totalBytes, Func<IProgress<long>?, Task<T>> work)
    {
        if (!IsLive)
        {
            return await work(null);
        }

        return await Console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(title), maxValue: totalBytes ?? 1);
                bar.IsIndeterminate = totalBytes is null;
                var result = await work(new BarProgress(bar));
                bar.IsIndeterminate = false;
                bar.Value = bar.MaxValue;
                return result;
            });
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private sealed class BarProgress : IProgress<long>
    {
        private readonly ProgressTask _bar;

        public BarProgress(ProgressTask bar) => _bar = bar;

        public void Report(long value)
        {
            _bar.MaxValue = _bar.IsIndeterminate ? value : _bar.MaxValue;
            _bar.Value = value;
        }
    }
}
