using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Alerts;

namespace MinerMonitor.Grains.Alerts;

/// <summary>The rules of a scope as they are stored.</summary>
[GenerateSerializer, Alias("mm.alert.book")]
internal sealed class AlertBook
{
    /// <summary>Rules by name.</summary>
    [Id(0)] public SortedDictionary<string, AlertRule> Rules { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Where they stand, by name.</summary>
    [Id(1)] public Dictionary<string, AlertState> States { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Events that were decided and may not be in the log yet; stored before they are sent.</summary>
    [Id(2)] public List<MonitorEvent> Unsent { get; set; } = [];
}
