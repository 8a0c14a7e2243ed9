using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task Stores_a_good_key_for_its_owner_alone_and_uses_it_for_that_server_only()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        server.OnRequest = other.OnRequest = (_, _) => Results.Text("""{"items":[]}""", "application/json");
        using var run = new Run();

        Assert.Equal(ExitCodes.Ok, await run.DoAsync("sign-in", "--url", server.Url.AbsoluteUri, "--key", "secret"));
        Assert.Equal(ExitCodes.Ok, await run.DoAsync("fleet", "list"));
        Assert.Equal(ExitCodes.Ok, await run.DoAsync("fleet", "list", "--url", other.Url.AbsoluteUri));

        Assert.Equal(["Bearer secret", "Bearer secret"], server.Requests.Select(request => request.Authorization));
        Assert.Null(Assert.Single(other.Requests).Authorization);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(new SignInStore(run.ConfigFolder).Path));
        }
    }

    [Fact]
    public async Task Takes_the_key_from_the_command_line_before_the_environment_before_the_store()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Text("""{"items":[]}""", "application/json");
        using var run = new Run();
        new SignInStore(run.ConfigFolder).Write(new StoredSignIn(server.Url.AbsoluteUri, "stored"));

        await run.DoAsync("fleet", "list");
        run.Variables["MINERMONITOR_KEY"] = "environment";
        await run.DoAsync("fleet", "list");
        await run.DoAsync("fleet", "list", "--key", "line");

        Assert.Equal(["Bearer stored", "Bearer environment", "Bearer line"], server.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Stores_nothing_when_the_server_refuses_the_key()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Json(
            new Protocol.ProblemDocument { Title = "No", Status = 401, Code = Protocol.ErrorCodes.InvalidKey, Detail = "The key is unknown." },
            Protocol.ProtocolJson.Default.ProblemDocument, "application/problem+json", 401);
        using var run = new Run { Input = "wrong\n" };

        var code = await run.DoAsync("sign-in", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Access, "miner-monitor: The key is unknown. Give --key or run 'miner-monitor sign-in'.\n"), (code, run.Error));
        Assert.Equal("Bearer wrong", Assert.Single(server.Requests).Authorization);
        Assert.Null(new SignInStore(run.ConfigFolder).Read());
    }

    [Fact]
    public void Keeps_the_sign_in_in_the_users_own_folder_wherever_the_program_is_started() =>
        Assert.StartsWith(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            Path.GetDirectoryName(Surroundings.OfThisProcess().ConfigFolder)!, StringComparison.Ordinal);
}
