using System.Text.Json.Serialization.Metadata;
using MinerMonitor.Grains.Alerts;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Alerts;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>Alert rules of the sector, of fleets and of operators.</summary>
internal static class AlertEndpoints
{
    private const int MaxNoteLength = 500;
    private const double MaxHoldSec = 7 * 86_400;
    private static readonly string[] s_severities = ["info", "warning", "critical"];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sector/alerts", (IGrainFactory grains) => ListAsync("sector", grains)).RequireSectorRead()
            .Describe("ListSectorAlerts", "Alert rules of the sector, and where they stand.").Answers<Page<AlertStatus>>("alerts.json");
        api.MapPut("/sector/alerts/{rule}", (string rule, AlertRule body, IGrainFactory grains) =>
                PutAsync("sector", rule, body, ProtocolJson.Default.SectorSnapshot, grains)).RequireAdmin()
            .Describe("PutSectorAlert", "Sets an alert rule of the sector.").Takes<AlertRule>("alert.sector.json").AnswersDone();
        api.MapDelete("/sector/alerts/{rule}", (string rule, IGrainFactory grains) => DeleteAsync("sector", rule, grains)).RequireAdmin()
            .Describe("DeleteSectorAlert", "Removes an alert rule of the sector.").AnswersDone();

        api.MapGet("/fleets/{fleet}/alerts", async (string fleet, IGrainFactory grains) =>
                await RefuseFleetAsync(fleet, grains) ?? await ListAsync($"fleet/{fleet}", grains)).RequireFleetRead()
            .Describe("ListFleetAlerts", "Alert rules of a fleet, and where they stand.").Answers<Page<AlertStatus>>("alerts.json");
        api.MapPut("/fleets/{fleet}/alerts/{rule}", async (string fleet, string rule, AlertRule body, IGrainFactory grains) =>
                await RefuseFleetAsync(fleet, grains) ?? await PutAsync($"fleet/{fleet}", rule, body, ProtocolJson.Default.FleetSnapshot, grains)).RequireFleetWrite()
            .Describe("PutFleetAlert", "Sets an alert rule of a fleet.").Takes<AlertRule>("alert.fleet.json").AnswersDone();
        api.MapDelete("/fleets/{fleet}/alerts/{rule}", (string fleet, string rule, IGrainFactory grains) =>
                DeleteAsync($"fleet/{fleet}", rule, grains)).RequireFleetWrite()
            .Describe("DeleteFleetAlert", "Removes an alert rule of a fleet.").AnswersDone();

        api.MapGet("/operators/{operator}/alerts", (string @operator, IGrainFactory grains) => ListAsync($"operator/{@operator}", grains)).RequireOperatorRead()
            .Describe("ListOperatorAlerts", "Alert rules of a group of fleets, and where they stand.").Answers<Page<AlertStatus>>("alerts.json");
        api.MapPut("/operators/{operator}/alerts/{rule}", (string @operator, string rule, AlertRule body, IGrainFactory grains) =>
                PutAsync($"operator/{@operator}", rule, body, ProtocolJson.Default.OperatorSnapshot, grains)).RequireAdmin()
            .Describe("PutOperatorAlert", "Sets an alert rule of a group of fleets.").Takes<AlertRule>("alert.fleet.json").AnswersDone();
        api.MapDelete("/operators/{operator}/alerts/{rule}", (string @operator, string rule, IGrainFactory grains) =>
                DeleteAsync($"operator/{@operator}", rule, grains)).RequireAdmin()
            .Describe("DeleteOperatorAlert", "Removes an alert rule of a group of fleets.").AnswersDone();
    }

    private static async Task<IResult> ListAsync(string scope, IGrainFactory grains) => Results.Json(
        new Page<AlertStatus> { Items = [.. (await grains.GetGrain<IAlertGrain>(scope).ListAsync()).Select(AlertWire.ToWire)] }, ProtocolJson.Default.PageAlertStatus);

    private static async Task<IResult> PutAsync(string scope, string name, AlertRule rule, JsonTypeInfo snapshot, IGrainFactory grains)
    {
        if (!FleetName.IsValid(name, out var fault)) return Bad(fault);
        if (Fault(rule, snapshot) is { } sentence) return Bad(sentence);
        return await grains.GetGrain<IAlertGrain>(scope).SetAsync(name, AlertWire.ToGrain(rule))
            ? Results.NoContent()
            : Problems.Result(409, ErrorCodes.Conflict, "Too many rules", $"A scope has at most {IAlertGrain.MaxRules} rules; remove one first.");
    }

    private static async Task<IResult> DeleteAsync(string scope, string name, IGrainFactory grains) =>
        await grains.GetGrain<IAlertGrain>(scope).SetAsync(name, null)
            ? Results.NoContent()
            : Problems.Result(404, ErrorCodes.NotFound, "No such rule", $"There is no rule '{name}'; a GET lists them.");

    private static async Task<IResult?> RefuseFleetAsync(string fleet, IGrainFactory grains) =>
        await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is not { } description
            ? FleetEndpoints.UnknownFleet(fleet)
            : description.World == WorldName.Live
                ? null
                : Problems.Result(409, ErrorCodes.ReadOnlyWorld, "Not a world for alerts", "Alerts look at the world 'live'; a replay has none.");

    private static string? Fault(AlertRule rule, JsonTypeInfo snapshot)
    {
        if (rule.Above is null == rule.Below is null) return "A rule has either above or below.";
        var limit = rule.Above ?? rule.Below!.Value;
        if (!double.IsFinite(limit)) return "The limit is a finite number.";
        if (rule.ClearAt is { } clear && (!double.IsFinite(clear) || (rule.Above is null ? clear < limit : clear > limit)))
            return "clearAt lies on the good side of the limit: at most above, or at least below.";
        if (!(rule.ForSec is >= 0 and <= MaxHoldSec)) return "forSec lies between 0 and 604800, a week.";
        if (!s_severities.Contains(rule.Severity)) return $"severity is one of {string.Join(", ", s_severities)}.";
        if (rule.Note is { } note && (note.Length > MaxNoteLength || note.Any(char.IsControl))) return $"A note has at most {MaxNoteLength} characters and no control characters.";
        return SnapshotNumbers.Of(snapshot) is var numbers && numbers.Contains(rule.Metric)
            ? null
            : $"metric '{rule.Metric}' is no number of this snapshot; it is one of {string.Join(", ", numbers)}.";
    }

    private static IResult Bad(string sentence) => Problems.Result(400, ErrorCodes.OutOfRange, "Bad rule", sentence);
}
