using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace MinerMonitor.Silo.Http;

/// <summary>Lets the server stand behind a reverse proxy, below a path of its own.</summary>
internal static class ProxyHosting
{
    /// <summary>Registers the options.</summary>
    public static IServiceCollection AddMonitorProxy(this IServiceCollection services)
    {
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section);
        return services;
    }

    /// <summary>Finds out where a request really comes from and below which path it stands. Before everything else.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message says which and what to write.</exception>
    public static void UseMonitorProxy(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (ProxyOptions.FaultOf(options) is { } fault) throw new InvalidOperationException(fault);
        if (options.Trusted.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.TrustedNetworks()) forwarded.KnownIPNetworks.Add(network);
            app.UseForwardedHeaders(forwarded);
        }

        if (options.PathBase.Length > 0) app.UsePathBase(options.PathBase);
    }
}
