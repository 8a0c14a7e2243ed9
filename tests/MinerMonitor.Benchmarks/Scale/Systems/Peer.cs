using System.Diagnostics;
using MinerMonitor.Client;

namespace MinerMonitor.Benchmarks.Scale.Systems;

/// <summary>A database of the distribution on a port and folder of its own, both gone with it.</summary>
internal abstract class Peer : IntakeSystem
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Guard? _guard;

    /// <param name="name">Name in the table.</param>
    /// <param name="started">What <see cref="StartAsync"/> gave.</param>
    protected Peer(string name, Running started)
        : base(name, started.Process, started.Http.BaseAddress!) => (_guard, Folder, Http) = (started.Guard, started.Folder, started.Http);

    /// <inheritdoc/>
    public override bool IsPeer => true;

    /// <inheritdoc/>
    public override string Folder { get; }

    /// <inheritdoc/>
    public override string Keeps => "every sample";

    /// <inheritdoc/>
    public override IReadOnlyList<SampleFormat> Formats => [SampleFormat.LineProtocol];

    /// <summary>Its HTTP.</summary>
    protected HttpClient Http { get; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await EndAsync(Process, _guard, Folder);
    }

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="program">Program.</param>
    /// <param name="arguments">Its arguments, from its folder and port.</param>
    /// <param name="probe">Path that it answers to with success when it is up.</param>
    protected static async Task<Running> StartAsync(string program, Func<string, int, IEnumerable<string>> arguments, string probe)
    {
        var folder = Directory.CreateTempSubdirectory("miner-monitor-peer").FullName;
        var port = Children.FreePort();
        var process = Process.Start(new ProcessStartInfo(program, arguments(folder, port)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var guard = Guard.Over(process, folder);
        var said = "";
        process.OutputDataReceived += (_, line) => said = line.Data ?? said;
        process.ErrorDataReceived += (_, line) => said = line.Data ?? said;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Children.Text(port)}/") };
        try
        {
            using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            while (!process.HasExited)
            {
                await look.WaitForNextTickAsync(limit.Token);
                if (await AnswersAsync(http, probe, limit.Token)) return new Running(process, guard, folder, http);
            }

            throw new InvalidOperationException($"{program} ended before it was ready: {said}");
        }
        catch
        {
            http.Dispose();
            await EndAsync(process, guard, folder);
            throw;
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string probe, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(probe, UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    private static async Task EndAsync(Process process, Guard? guard, string folder)
    {
        await Children.EndAsync(process);
        if (guard is not null) await guard.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A program that is up.</summary>
    internal sealed record Running(Process Process, Guard? Guard, string Folder, HttpClient Http);
}
