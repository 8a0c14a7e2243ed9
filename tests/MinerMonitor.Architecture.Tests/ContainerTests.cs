using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace MinerMonitor.Architecture.Tests;

/// <summary>The container files read as what they are meant to be. No image is built here.</summary>
public sealed partial class ContainerTests
{
    private static readonly YamlMappingNode s_compose = Load("docker-compose.yml");
    private static readonly string[] s_dockerfile = [.. Repository.Read("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')];

    [Fact]
    public void Compose_runs_a_silo_and_a_redis_and_nothing_else() => Assert.Equal(["silo", "redis"], Keys(Map(s_compose, "services")));

    [Fact]
    public void Silo_waits_for_a_healthy_redis_and_uses_it()
    {
        var environment = Map(Service("silo"), "environment");

        Assert.Equal("redis", Text(environment, "Monitor__Store"));
        Assert.Equal("redis:6379", Text(environment, "Monitor__Store__ConnectionString"));
        Assert.Equal("service_healthy", Text(Map(Map(Service("silo"), "depends_on"), "redis"), "condition"));
        Assert.True(Map(Service("redis"), "healthcheck").Children.ContainsKey("test"));
    }

    [Fact]
    public void Redis_keeps_what_it_acknowledged_and_drops_nothing()
    {
        var command = Items(Service("redis"), "command");

        Assert.Equal("yes", command[command.IndexOf("--appendonly") + 1]);
        Assert.Equal("noeviction", command[command.IndexOf("--maxmemory-policy") + 1]);
    }

    [Fact]
    public void Every_folder_that_holds_data_is_a_volume()
    {
        var declared = Keys(Map(s_compose, "volumes"));

        Assert.Equal(declared.Order(StringComparer.Ordinal), Keys(Map(s_compose, "services"))
            .SelectMany(service => Items(Service(service), "volumes")).Select(volume => volume.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Contains(Items(Service("silo"), "volumes"), volume => volume.EndsWith(":/data", StringComparison.Ordinal));
    }

    [Fact]
    public void Page_is_published_on_the_loopback_alone() =>
        Assert.All(Items(Service("silo"), "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void Compose_uses_only_keys_that_it_knows() =>
        Assert.All(Keys(Map(s_compose, "services")), service => Findings.None(Keys(Service(service)).Except(
        [
            "build", "command", "depends_on", "environment", "healthcheck", "image", "ports", "restart", "stop_grace_period", "volumes",
        ])));

    [Fact]
    public void Image_copies_only_what_is_there() =>
        Assert.All(
            s_dockerfile.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
                .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]),
            source => Assert.Contains(Repository.Files, file => Glob(source).IsMatch(file)));

    [Fact]
    public void Image_copies_every_project_that_the_silo_needs()
    {
        var copies = string.Join('\n', s_dockerfile.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)));

        Assert.All(
            Project.Of("MinerMonitor.Silo").Closure().Where(name => name.StartsWith("MinerMonitor.", StringComparison.Ordinal)).Append("MinerMonitor.Silo"),
            name => Assert.Contains(Path.GetDirectoryName(Project.Of(name).File)!.Replace('\\', '/') + "/*.csproj", copies, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_runs_as_an_ordinary_user_on_the_framework_of_the_projects()
    {
        var framework = TargetFramework().Match(Repository.Read("Directory.Build.props")).Groups["version"].Value;

        Assert.Contains("USER $APP_UID", s_dockerfile);
        // Else the port that the base image sets wins over --listen.
        Assert.Contains("ENV ASPNETCORE_HTTP_PORTS=", s_dockerfile);
        Assert.All(
            s_dockerfile.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)),
            line => Assert.Contains($":{framework} AS ", line, StringComparison.Ordinal));
        Assert.Contains(s_dockerfile, line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)
            && line.Contains("\"--data\", \"/data\"", StringComparison.Ordinal) && line.Contains("\"--listen\", \"0.0.0.0\"", StringComparison.Ordinal));
    }

    private static YamlMappingNode Service(string name) => Map(Map(s_compose, "services"), name);

    private static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read(file)));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static List<string> Items(YamlMappingNode node, string key) => [.. ((YamlSequenceNode)node[key]).Select(item => ((YamlScalarNode)item).Value!)];

    private static List<string> Keys(YamlMappingNode node) => [.. node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!)];

    private static Regex Glob(string source) => new(
        source.EndsWith('/') ? $"^{Regex.Escape(source)}" : $"^{Regex.Escape(source).Replace("\\*", "[^/]*", StringComparison.Ordinal)}$");

    [GeneratedRegex(@"<TargetFramework>net(?<version>[\d.]+)<")]
    private static partial Regex TargetFramework();
}
