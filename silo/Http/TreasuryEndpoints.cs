using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>What a fleet mined, sold and holds: read it, report it by day, take a day back.</summary>
internal static class TreasuryEndpoints
{
    private const int MaxBodyBytes = 2 << 20; // 4,000 entries with notes
    private const int MaxRefusals = 100;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fleets/{fleet}/treasury", GetAsync).RequireFleetRead()
            .Describe("GetTreasury", "BTC mined, sold and held: together, by month and by day.").Answers<FleetTreasuryBook>("treasury.json");
        api.MapPost("/fleets/{fleet}/treasury", ReportAsync).RequireFleetWrite().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .Describe("ReportTreasury", "Takes entries by UTC day: one, a JSON array of them, or one a line; good ones are kept when others are refused.")
            .Takes<FleetTreasuryEntry>("treasury.entry.json").Answers<FleetTreasuryReceipt>("treasury.receipt.json");
        api.MapDelete("/fleets/{fleet}/treasury/{date}", RemoveAsync).RequireFleetWrite()
            .Describe("RemoveTreasuryEntry", "Takes the entry of a day back.").AnswersDone();
    }

    private static async Task<IResult> GetAsync(string fleet, IGrainFactory grains) =>
        await grains.GetGrain<IFleetGrain>(fleet).GetTreasuryAsync() is { } book
            ? Results.Json(TreasuryWire.Of(fleet, book), ProtocolJson.Default.FleetTreasuryBook)
            : FleetEndpoints.UnknownFleet(fleet);

    private static async Task<IResult> ReportAsync(HttpRequest request, string fleet, IGrainFactory grains)
    {
        if (RefuseReplay(fleet) is { } refusal) return refusal;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (!ObservationLines.TryRead(body.GetBuffer().AsMemory(0, (int)body.Length), ProtocolJson.Default.FleetTreasuryEntry, out var lines, out var fault))
            return Problems.Result(400, ErrorCodes.Malformed, "Malformed entries", fault);

        var refused = new List<Refusal>();
        var good = new List<(int Line, Model.Economics.TreasuryEntry Entry)>();
        foreach (var line in lines)
        {
            if (line.Value is not { } entry) refused.Add(new Refusal { Line = line.Number, Code = ErrorCodes.Malformed, Reason = line.Fault! });
            else if (TreasuryWire.TryParseDay(entry.Date, out var day)) good.Add((line.Number, TreasuryWire.ToGrain(entry, day)));
            else refused.Add(new Refusal { Line = line.Number, Code = ErrorCodes.Malformed, Reason = $"date is '{entry.Date}': give yyyy-MM-dd, a UTC day." });
        }

        if (await grains.GetGrain<IFleetGrain>(fleet).ReportTreasuryAsync([.. good.Select(item => item.Entry)]) is not { } outcome)
            return FleetEndpoints.UnknownFleet(fleet);
        refused.AddRange(outcome.Refused.Select(no => new Refusal { Line = good[no.Index].Line, Code = no.Code, Reason = no.Reason }));
        return refused.Count == 0
            ? Results.Json(Receipt(outcome, good.ConvertAll(item => item.Line)), ProtocolJson.Default.FleetTreasuryReceipt)
            : Refuse(lines.Count, refused);
    }

    private static async Task<IResult> RemoveAsync(string fleet, string date, IGrainFactory grains)
    {
        if (RefuseReplay(fleet) is { } refusal) return refusal;
        if (!TreasuryWire.TryParseDay(date, out var day))
            return Problems.Result(400, ErrorCodes.Malformed, "Not a day", $"'{date}' is not a day; write it as 2026-02-05.");
        var grain = grains.GetGrain<IFleetGrain>(fleet);
        return await grain.RemoveTreasuryEntryAsync(day) ? Results.NoContent()
            : await grain.GetAsync() is null ? FleetEndpoints.UnknownFleet(fleet)
            : Problems.Result(404, ErrorCodes.UnknownEntry, "No such entry", $"The treasury of fleet '{fleet}' has no entry of {date}; GET …/treasury lists them.");
    }

    private static IResult? RefuseReplay(string fleet) => WorldName.WorldOfSimulatedFleet(fleet) is null
        ? null
        : Problems.Result(409, ErrorCodes.ReadOnlyWorld, "A replay's fleet", "The fleet of a replay cannot be changed.");

    private static FleetTreasuryReceipt Receipt(TreasuryOutcome outcome, List<int> lines) => new()
    {
        Acknowledged = lines.Count,
        Unchanged = outcome.Unchanged,
        Warnings = [.. outcome.Warnings.Select(warning => new FleetTreasuryWarning { Line = lines[warning.Index], Reason = warning.Reason })],
    };

    private static IResult Refuse(int count, List<Refusal> refused) => Problems.Result(Problems.Document(
        422, ErrorCodes.PartlyRefused, "Entries refused", $"{refused.Count} of {count} entries were refused; the others were kept.") with
    {
        Acknowledged = count - refused.Count,
        RefusedCount = refused.Count,
        Refused = refused.OrderBy(no => no.Line).Take(MaxRefusals).ToImmutableArray(),
    });
}
