using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Hosting;

/// <summary>What a person at the console needs to go on: links, folder, a command and a request that work as they stand.</summary>
internal sealed class StartNotes(IServer server, FirstStart firstStart, Store store, IFeedCatalogue feeds)
{
    /// <summary>Makes the first admin key if need be and prints everything.</summary>
    public async Task PrintAsync(TextWriter console, CancellationToken cancellationToken)
    {
        var address = PublicAddress(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        var start = await firstStart.RunAsync(store.Folder.Path, cancellationToken);
        var keyFile = Path.Combine(store.Folder.Path, FirstStart.FileName);
        var keySource = File.Exists(keyFile) ? $"\"$(cat '{keyFile}')\"" : "YOUR-ADMIN-KEY";
        var notes = string.Create(CultureInfo.InvariantCulture, $"""

            Miner Stress Monitor is up.

              Page         {address}/
              Demo         {address}/?world=feb-2026
              Feeds        {address}/?view=feeds   ({feeds.Feeds.Count(feed => feed.IsEnabled)} on, {feeds.Feeds.Count(feed => !feed.IsEnabled)} off)
              Sign in      {address}/sign-in?code={start.SignInCode}   (good once, for 15 minutes)
              Data folder  {store.Folder.Path}
              Admin key    {(start.AdminKey is null ? "made at the first start" : "made now")}; it is in {keyFile}

              Watch        dotnet run --project client/MinerMonitor.Terminal -- watch sector --world feb-2026 --url {address}
              New fleet    dotnet run --project client/MinerMonitor.Terminal -- fleet add my-fleet --url {address} --key {keySource}
              Send         curl -X POST "{address}/api/v2/write?bucket=my-fleet" -H "Authorization: Token $(cat '{keyFile}')" --data-binary 'miners,miner=rig-1,model=Antminer\ S21 hashrateThs=200,powerW=3500'

            Ctrl-C stops it; nothing acknowledged is lost.
            """);
        await console.WriteLineAsync(notes.AsMemory(), cancellationToken);
    }

    /// <summary>The first address, in a form that a browser on this machine can open.</summary>
    private static string PublicAddress(ICollection<string> addresses)
    {
        var first = addresses.FirstOrDefault() ?? throw new InvalidOperationException("The web server listens nowhere; check --urls.");
        return first.TrimEnd('/')
            .Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://127.0.0.1", "://localhost", StringComparison.Ordinal);
    }
}
