using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Intake;
using Xunit;

namespace MinerMonitor.Silo.Tests.Intake;

/// <summary>Intake on a real Kestrel, with a recording batch behind it. The header <c>X-Test-Scopes</c> stands for the key.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    public const string ScopesHeader = "X-Test-Scopes";
    private readonly WebApplication _app;

    private IntakeHost(WebApplication app, RecordingBatches batches)
    {
        _app = app;
        Batches = batches;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Client.DefaultRequestHeaders.Add(ScopesHeader, "admin");
    }

    public HttpClient Client { get; }

    public RecordingBatches Batches { get; }

    public static async Task<IntakeHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        var batches = new RecordingBatches();
        builder.Services.AddMonitorIntake();
        builder.Services.AddSingleton<IIntakeBatchFactory>(batches);
        builder.Services.AddSingleton<IIntakeFleets>(new FakeFleets());
        var app = builder.Build();
        app.Use((context, next) =>
        {
            var scopes = context.Request.Headers[ScopesHeader].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (scopes.Length > 0)
            {
                var grant = new AccessGrant("test", [.. scopes.Select(text => AccessScope.TryParse(text, out var scope, out var fault) ? scope : throw new ArgumentException(fault))]);
                context.User = new ClaimsPrincipal(new KeyIdentity(grant, "test"));
            }

            return next(context);
        });
        app.MapMonitorIntake();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new IntakeHost(app, batches);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string? contentType = null) =>
        PostAsync(path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), contentType);

    public async Task<HttpResponseMessage> PostAsync(
        string path, HttpContent content, string? contentType = null, string? encoding = null, string? scopes = null)
    {
        if (contentType is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (scopes is not null)
        {
            request.Headers.Add(ScopesHeader, scopes);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The problem document of an answer that must be one.</summary>
    public static async Task<ProblemDocument> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize(text, ProtocolJson.Default.ProblemDocument)!;
        Assert.Equal((int)status, problem.Status);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Sends a body in chunks that end where told, each flushed by itself.</summary>
internal sealed class ChunkedContent(byte[] body, params int[] cuts) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var start = 0;
        foreach (var end in cuts.Append(body.Length))
        {
            await stream.WriteAsync(body.AsMemory(start, end - start));
            await stream.FlushAsync();
            start = end;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
