using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Model.Markets;
using MinerMonitor.Silo.Feeds.Sockets;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Feeds: what the monitor hears from outside.</summary>
internal static class FeedHosting
{
    /// <summary>Name of the HTTP client of feeds.</summary>
    public const string HttpClientName = "feeds";

    /// <summary>Registers catalogue, clients and the keeper of feeds.</summary>
    public static IServiceCollection AddMonitorFeeds(this IServiceCollection services)
    {
        services.AddOptions<FeedsOptions>().BindConfiguration(FeedsOptions.Section).PostConfigure<IConfiguration>((feeds, configuration) =>
        {
            if (feeds.CsvFolder.Path.Length == 0) feeds.CsvFolder.Path = Path.Combine(Path.GetFullPath(configuration["data"] ?? DataFolder.Default), "inbox");
        });
        services.AddOptions<SpotCompositeOptions>().BindConfiguration(SpotCompositeOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SpotCompositeOptions>, SpotCompositeValidator>();
        services.AddSingleton<HostGate>();
        services.AddSingleton<SocketDialer>();
        services.AddSingleton<LocalFeeds>();
        services.AddSingleton<IFeedCatalogue, FeedCatalogue>();
        services.AddSingleton<FeedInstruments>();
        services.AddHostedService<FeedKeeper>();
        services.AddHttpClient(HttpClientName, client =>
        {
            client.DefaultRequestHeaders.UserAgent.ParseAdd(FeedAgent.Name);
            client.Timeout = Timeout.InfiniteTimeSpan; // the resilience handler's
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        }).AddStandardResilienceHandler().SelectPipelineByAuthority(); // a provider that fails opens no other's circuit
        return services;
    }
}
