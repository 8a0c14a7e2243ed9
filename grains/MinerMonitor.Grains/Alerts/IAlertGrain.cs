using System.Collections.Immutable;
using MinerMonitor.Model.Alerts;

namespace MinerMonitor.Grains.Alerts;

/// <summary>Rules of one scope and where they stand. Key: the topic that is watched, <c>sector</c>, <c>fleet/acme</c> or <c>operator/x</c>.</summary>
/// <remarks>Its events go to the event topic <c>alerts/…</c> of the scope, durably and once. A scope without rules costs nothing.</remarks>
[GrainInterfaceType("mm.alerts")]
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>Most rules of a scope.</summary>
    const int MaxRules = 100;

    /// <summary>Sets a rule, or removes it with null; answers when that is durable. A changed rule begins anew.</summary>
    /// <returns>False when there was none to remove, or the scope is full.</returns>
    [Alias("SetAsync")]
    ValueTask<bool> SetAsync(string name, AlertRule? rule);

    /// <summary>Rules by name.</summary>
    [Alias("ListAsync")]
    ValueTask<ImmutableArray<AlertReadout>> ListAsync();

    /// <summary>Forgets rules and events, of a fleet that is deleted; answers when that is durable.</summary>
    [Alias("ClearAsync")]
    ValueTask ClearAsync();

    /// <summary>Wakes the scope.</summary>
    [Alias("PingAsync")]
    ValueTask PingAsync();
}

/// <summary>A rule and where it stands.</summary>
[GenerateSerializer, Immutable, Alias("mm.alert.readout")]
public sealed record AlertReadout([property: Id(0)] string Name, [property: Id(1)] AlertRule Rule, [property: Id(2)] AlertState State);
