using System.IO.Compression;
using System.Runtime.InteropServices;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The SDK as a program outside of this repository has it: from its package, trimmed, with every warning an error.</summary>
[Collection(ProcessGroup.Name)]
public sealed class PackageTests : IDisposable
{
    private const string Version = "0.1.0-test";
    private static readonly TimeSpan s_toolTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Packed_client_runs_in_a_trimmed_program_that_is_killed_and_goes_on_where_it_was()
    {
        await PackAsync();
        var program = await PublishAsync();
        await using var silo = await SiloProcess.StartAsync(Directory.CreateDirectory(Path.Combine(_folder.Path, "data")).FullName);
        var position = Path.Combine(_folder.Path, "blocks.position.json");

        await using (var first = ChildProcess.Start(program, [silo.Url.AbsoluteUri, position], []))
        {
            await first.LineAsync(line => line.Contains("(first)", StringComparison.Ordinal), s_patience, "the beginning of the watch");
            await BlockAsync(silo, 900_001);
            await first.LineAsync(line => line.StartsWith("1 ", StringComparison.Ordinal), s_patience, "the first block");
            await Until.TrueAsync(
                async () => (await File.ReadAllTextAsync(position, Cancelled) is var text && text.Contains("\"seq\":1", StringComparison.Ordinal), text),
                s_patience,
                "the position behind the first block");
            await first.KillAsync();
        }

        await BlockAsync(silo, 900_002);
        await BlockAsync(silo, 900_003);
        await using var second = ChildProcess.Start(program, [silo.Url.AbsoluteUri, position], []);
        await second.LineAsync(line => line.StartsWith("3 ", StringComparison.Ordinal), s_patience, "the third block");

        Assert.Equal(["2", "3"], second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    private static Task BlockAsync(SiloProcess silo, int height) =>
        silo.Client.ObserveNetworkAsync([new NetworkObservation { BlockHeight = height, Source = "test" }], cancellationToken: Cancelled);

    private async Task PackAsync()
    {
#if DEBUG
        const string configuration = "Debug";
#else
        const string configuration = "Release";
#endif
        foreach (var project in (string[])["MinerMonitor.Protocol", "MinerMonitor.Client"])
        {
            var (code, output) = await DotnetAsync(
                "pack", Path.Combine(Optional.SolutionFolder(), "client", project), "--no-build", "-c", configuration, "-o", _folder.Path, $"-p:PackageVersion={Version}");
            Assert.True(code == 0, output);
        }

        await using var package = await ZipFile.OpenReadAsync(Path.Combine(_folder.Path, $"MinerMonitor.Client.{Version}.nupkg"), Cancelled);
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", files);
        Assert.Contains("lib/net10.0/MinerMonitor.Client.dll", files);
        Assert.Contains("lib/net10.0/MinerMonitor.Client.xml", files);
    }

    /// <summary>Publishes the example with a stored position; answers the program.</summary>
    private async Task<string> PublishAsync()
    {
        var source = Path.Combine(Optional.SolutionFolder(), "client", "examples", "WatchWithPosition", "Program.cs");
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var app = Directory.CreateDirectory(Path.Combine(_folder.Path, "app")).FullName;
        await File.WriteAllTextAsync(Path.Combine(app, "App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsNotAsErrors>NU1901;NU1902;NU1903;NU1904</WarningsNotAsErrors>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>true</SelfContained>
                <PublishTrimmed>true</PublishTrimmed>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <EnableAotAnalyzer>true</EnableAotAnalyzer>
                <JsonSerializerIsReflectionEnabledByDefault>false</JsonSerializerIsReflectionEnabledByDefault>
                <RestoreAdditionalProjectSources>{_folder.Path}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(_folder.Path, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{known}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="{source}" />
                <PackageReference Include="MinerMonitor.Client" Version="{Version}" />
              </ItemGroup>
            </Project>
            """, Cancelled);
        var (code, output) = await DotnetAsync("publish", app, "-c", "Release", "-o", Path.Combine(_folder.Path, "out"));
        Optional.Require(
            code == 0 || !(output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1102", StringComparison.Ordinal) || output.Contains("NU1301", StringComparison.Ordinal)),
            "needs a package registry with the runtime and trimming packs of this SDK");
        Assert.True(code == 0, output);
        return Path.Combine(_folder.Path, "out", "App");
    }

    private static async Task<(int Code, string Output)> DotnetAsync(params string[] arguments)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        await using var tool = ChildProcess.Start(dotnet, arguments, [("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1")]);
        var code = await tool.ExitAsync(s_toolTimeout);
        return (code, tool.Output);
    }
}
