using MinerMonitor.Silo.Hosting;
using MinerMonitor.Silo.Storage;

var builder = MonitorHost.CreateBuilder(args);
// The embedded store is opened before the host has its logs, and only its complaints are of interest.
using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole());
try
{
    await using var store = await Store.OpenAsync(builder.Configuration, loggers);
    await using var app = MonitorHost.Build(builder, store);
    await app.StartAsync();
    await app.Services.GetRequiredService<StartNotes>().PrintAsync(Console.Out, app.Lifetime.ApplicationStopping);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (InvalidOperationException wrong) when (wrong is not ObjectDisposedException)
{
    // Settings, folder or store: the sentence says what to do, and a stack would only hide it.
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
