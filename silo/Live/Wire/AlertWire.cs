using MinerMonitor.Grains.Alerts;
using MinerMonitor.Protocol.Alerts;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of alert rules.</summary>
internal static class AlertWire
{
    /// <summary>A rule as the cluster has it.</summary>
    public static Model.Alerts.AlertRule ToGrain(AlertRule rule) =>
        new(rule.Metric, rule.Above ?? rule.Below!.Value, rule.Above is not null, rule.ClearAt, rule.ForSec, rule.Severity, rule.Note);

    /// <summary>A rule and where it stands.</summary>
    public static AlertStatus ToWire(AlertReadout readout)
    {
        var (rule, state) = (readout.Rule, readout.State);
        return new AlertStatus
        {
            Name = readout.Name,
            Rule = new AlertRule
            {
                Metric = rule.Metric,
                Above = rule.IsUpper ? rule.Limit : null,
                Below = rule.IsUpper ? null : rule.Limit,
                ClearAt = rule.ClearLimit,
                ForSec = rule.HoldSec,
                Severity = rule.Severity,
                Note = rule.Note,
            },
            State = state.IsRaised ? "raised" : state.IsMissing ? "unknown" : state.BeyondSinceMs is null ? "ok" : "pending",
            Value = state.Value,
            ValueAtMs = state.ValueAtMs,
            ChangedAtMs = state.ChangedAtMs,
        };
    }
}
