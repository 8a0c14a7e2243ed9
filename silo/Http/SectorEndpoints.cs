using System.Globalization;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>The sector now, at a past close, and under assumptions.</summary>
internal static class SectorEndpoints
{
    private const double MaxPriceUsd = 1e9;
    /// <summary>Highest tariff that may be assumed, USD per kWh.</summary>
    public const double MaxTariffUsdKwh = 10;
    private const double MaxFeePerBlockBtc = 1_000;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sector", GetAsync).RequireSectorRead()
            .Describe("GetSector", "Costs, stress index and regime, now or at the close of a day.", "The payload of topic `sector`. With a key that may read every fleet that counts in the sector, `stressWithFleets` too.")
            .Answers<SectorSnapshot>("sector.json");
        api.MapGet("/sector/below-cost", GetBelowCostAsync).RequireSectorRead()
            .Describe("ListBelowCost", "Times in which bitcoin closed below its modelled production cost, newest first.")
            .Answers<Page<BelowCostEpisode>>("below-cost.json");
        api.MapPost("/what-if", WhatIfAsync).RequireSectorRead()
            .Describe("WhatIf", "Costs, index, hashprice and share under water at another price, difficulty, tariff or fee.")
            .Takes<WhatIfRequest>("what-if.request.json").Answers<WhatIfResult>("what-if.json");
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string? world, string? asOf, IWorldDirectory worlds, FleetAccess access, IGrainFactory grains, IPayloadEncoder encoder)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        if (asOf is null) return await GetNowAsync(grains.GetGrain<ISectorGrain>(world ?? WorldName.Live), context.Grant(), access);
        if (!DateOnly.TryParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return Problems.Result(400, ErrorCodes.Malformed, "Bad date", $"asOf '{asOf}' is no date; write yyyy-MM-dd, such as 2026-02-05.");
        return await grains.GetGrain<IDailyHistoryGrain>(world ?? WorldName.Live).EvaluateAsync(date) is { } view
            ? Results.Bytes(encoder.Encode(view), "application/json")
            : Problems.Result(
                404, ErrorCodes.OutOfRange, "No history of that day", $"{asOf} is not part of the daily history; import it with POST /api/v1/worlds/{world ?? WorldName.Live}/history.");
    }

    private static async Task<IResult> GetBelowCostAsync(string? world, IWorldDirectory worlds, IGrainFactory grains, TimeProvider time)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        var name = world ?? WorldName.Live;
        var (view, _) = await grains.GetGrain<ISectorGrain>(name).GetViewAsync();
        var today = UtcDay.Of(time.GetUtcNow().ToUnixTimeMilliseconds());
        var episodes = await grains.GetGrain<IDailyHistoryGrain>(name).GetBelowCostAsync(today, view.Assessment.PriceToCost);
        var page = new Page<BelowCostEpisode> { Items = [.. episodes.Reverse().Select(SectorWire.ToWire)] };
        return Results.Json(page, ProtocolJson.Default.PageBelowCostEpisode);
    }

    /// <summary>The topic's payload; for a key that may read every fleet that counts, with what they add.</summary>
    private static async Task<IResult> GetNowAsync(ISectorGrain sector, AccessGrant grant, FleetAccess access)
    {
        if (!grant.HasKey) return await TopicResult.ReadAsync(sector);
        var (view, fleets) = await sector.GetViewAsync();
        foreach (var fleet in fleets)
        {
            if (!await access.CanReadAsync(grant, fleet)) return await TopicResult.ReadAsync(sector);
        }

        return fleets.IsEmpty
            ? await TopicResult.ReadAsync(sector)
            : Results.Json(SectorWire.ToFull(view), ProtocolJson.Default.SectorSnapshot);
    }

    private static async Task<IResult> WhatIfAsync(
        HttpContext context, WhatIfRequest request, string? world, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        if (FaultOf(request) is { } fault) return Problems.Result(400, ErrorCodes.OutOfRange, "Impossible assumption", fault);
        var name = world ?? WorldName.Live;
        var answer = await grains.GetGrain<ISectorGrain>(name).WhatIfAsync(
            new WhatIfQuestion(request.PriceUsd, request.DifficultyChange, request.TariffUsdKwh, request.FeePerBlockBtc));
        var result = new WhatIfResult
        {
            World = name,
            Stress = answer.Stress,
            Coverage = answer.Coverage,
            ProductionCostUsd = answer.ProductionCostUsd,
            ElectricityCostUsd = answer.ElectricityCostUsd,
            CashCostUsd = answer.CashCostUsd,
            HashpriceUsdPhDay = answer.HashpriceUsdPhDay,
            Band = SectorWire.NameOf(answer.Band),
            Contributions = [.. answer.Contributions.Select(SectorWire.ToWire)],
            PriceUsd = answer.PriceUsd,
            Difficulty = answer.Difficulty,
            TariffUsdKwh = answer.TariffUsdKwh,
            FeePerBlockBtc = answer.FeePerBlockBtc,
            // Ke is linear in the tariff, so it meets the price at tariff x price / Ke.
            BreakEvenTariffUsdKwh = answer is { ElectricityCostUsd: > 0, PriceUsd: { } usd } ? answer.TariffUsdKwh * usd / answer.ElectricityCostUsd : null,
        };
        if (context.RequestServices.GetService<IFleetWhatIf>() is { } fleets && answer.HashpriceUsdPhDay is { } hashprice
            && await fleets.AskAsync(context.Grant(), name, request.Fleet, hashprice, request.TariffUsdKwh) is { } share)
        {
            result = result with
            {
                ShareUnderWater = share.ShareUnderWater,
                ShareUnderWaterCoverage = share.Coverage,
                NominalHashrateThs = share.NominalThs,
                Fleets = [.. share.Fleets.Select(one => ToWire(one.Fleet, one.Water, hashprice, answer.PriceUsd))],
            };
        }

        return Results.Json(result, ProtocolJson.Default.WhatIfResult);
    }

    private static FleetWhatIfResult ToWire(string fleet, FleetUnderWater water, double hashpriceUsdPhDay, double? priceUsd) => new()
    {
        Fleet = fleet,
        NominalHashrateThs = water.NominalThs,
        Coverage = water.NominalThs > 0 ? water.KnownThs / water.NominalThs : 0,
        ShareUnderWater = water.KnownThs > 0 ? water.UnderWaterThs / water.KnownThs : null,
        MarginUsdDay = water.KnownThs > 0 ? water.MarginUsdDay : null,
        BreakEvenHashpriceUsdPhDay = water.BreakEvenHashpriceUsdPhDay,
        BreakEvenPriceUsd = water.BreakEvenHashpriceUsdPhDay / hashpriceUsdPhDay * priceUsd,
    };

    private static string? FaultOf(WhatIfRequest request) =>
        request.PriceUsd is { } price && !(price is > 0 and <= MaxPriceUsd) ? $"priceUsd lies above 0 and at most at {MaxPriceUsd:0}."
        : request.DifficultyChange is { } change && !(change is >= RetargetProjection.MinChange and <= RetargetProjection.MaxChange)
            ? "difficultyChange is a fraction between -0.75 and 3 (-0.14 = -14 %)."
        : request.TariffUsdKwh is { } tariff && !(tariff is >= 0 and <= MaxTariffUsdKwh) ? $"tariffUsdKwh lies between 0 and {MaxTariffUsdKwh} USD per kWh."
        : request.FeePerBlockBtc is { } fee && !(fee is >= 0 and <= MaxFeePerBlockBtc) ? $"feePerBlockBtc lies between 0 and {MaxFeePerBlockBtc} BTC."
        : null;
}
