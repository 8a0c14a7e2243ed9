using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;
using WireEtfDay = MinerMonitor.Protocol.Markets.EtfDay;

namespace MinerMonitor.Silo.Http;

/// <summary><c>/api/v1/markets</c>: read them, and tell what was seen of them.</summary>
internal static class MarketEndpoints
{
    private const int MaxBodyBytes = 1 << 20;
    private const int MaxRefusals = 100;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        var markets = api.MapGroup("/markets");
        markets.MapGet("", GetAllAsync).RequireSectorRead()
            .Describe("GetMarkets", "All markets of a world.", "The payload of topic `markets`.").Answers<MarketsSnapshot>("markets.json");
        markets.MapGet("/{market}", GetAsync).RequireSectorRead()
            .Describe("GetMarket", "One market.", "The payload of topic `market/{market}`.").Answers<MarketSnapshot>("market.json");
        markets.MapGet("/etf/days", GetEtfDaysAsync).RequireSectorRead()
            .Describe("GetEtfDays", "Net flows of ETFs by trading day, oldest first.", "The daily history, and what was reported since.")
            .Answers<Page<WireEtfDay>>("etf-days.json");
        markets.MapPost("/{market}/observations", ObserveAsync).RequireAdmin().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .Describe(
                "ObserveMarket", "Takes one observation, a JSON array of them, or one a line; good ones are kept when others are refused.",
                "A [document with a schema](/docs/http#documents-with-a-schema) is taken whole or not at all, and answered with 200.")
            .Takes<Protocol.Markets.MarketObservation>("market.observation.json").AnswersDone().Answers<PushResult>("push.json");
    }

    private static async Task<IResult> GetAllAsync(string? world, IWorldDirectory worlds, IGrainFactory grains) =>
        await worlds.RefuseUnknownAsync(world) ?? await TopicResult.ReadAsync(grains.GetGrain<IMarketBoardGrain>(world ?? WorldName.Live));

    private static async Task<IResult> GetAsync(string market, string? world, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal)
        {
            return refusal;
        }

        return MarketDirectory.Find(grains, world ?? WorldName.Live, market) is { } grain ? await TopicResult.ReadAsync(grain) : Unknown(market);
    }

    /// <summary>The daily history knows the years, the market the newest reports; where both know a day the market's stands.</summary>
    private static async Task<IResult> GetEtfDaysAsync(string? world, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal)
        {
            return refusal;
        }

        var name = world ?? WorldName.Live;
        var days = new SortedDictionary<DateOnly, (double NetFlowUsdM, string? Origin)>();
        foreach (var row in await grains.GetGrain<IDailyHistoryGrain>(name).GetEtfFlowsAsync())
        {
            days[row.Date] = (row.NetFlowUsdM, null);
        }

        foreach (var report in await grains.GetGrain<IEtfMarketGrain>($"{name}/{MarketName.Etf}").GetFinalDaysAsync())
        {
            days[report.Date] = (report.NetFlowUsdM, report.Origin);
        }

        var turned = Annotations.Reversals(days.Select(day => (day.Key, day.Value.NetFlowUsdM))).Select(one => one.Subject).ToHashSet();
        var page = new Page<WireEtfDay>
        {
            Items = [.. days.Select(day => new WireEtfDay
            {
                Date = WireDates.Iso(day.Key),
                NetFlowUsdM = day.Value.NetFlowUsdM,
                Origin = day.Value.Origin,
                Reversal = turned.Contains(WireDates.Iso(day.Key)),
            })],
        };
        return Results.Json(page, ProtocolJson.Default.PageEtfDay);
    }

    private static async Task<IResult> ObserveAsync(
        HttpRequest request, string market, string? world, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseReadOnlyAsync(world) is { } refusal)
        {
            return refusal;
        }

        if (MarketDirectory.Find(grains, world ?? WorldName.Live, market) is not { } grain)
        {
            return Unknown(market);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (PushDocument.IsOne(body.GetBuffer().AsMemory(0, (int)body.Length), out var document))
        {
            using (document) return await PushAsync(document.RootElement, market, grain);
        }

        if (!ObservationLines.TryRead(
            body.GetBuffer().AsMemory(0, (int)body.Length), ProtocolJson.Default.MarketObservation, out var lines, out var fault))
        {
            return Problems.Result(StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Malformed observations", fault);
        }

        var good = lines.Where(line => line.Value is not null).ToList();
        var refusals = await grain.ObserveAsync([.. good.Select(line => MarketWire.ToGrain(line.Value!))]);
        var refused = lines
            .Where(line => line.Fault is not null)
            .Select(line => new Refusal { Line = line.Number, Code = ErrorCodes.Malformed, Reason = line.Fault! })
            .Concat(refusals.Select(no => new Refusal { Line = good[no.Index].Number, Code = no.Code, Reason = no.Reason }))
            .OrderBy(no => no.Line)
            .ToImmutableArray();
        return refused.IsEmpty
            ? Results.NoContent()
            : Problems.Result(Problems.Document(
                StatusCodes.Status422UnprocessableEntity, ErrorCodes.PartlyRefused, "Observations refused",
                $"{refused.Length} of {lines.Count} observations were refused; the others were kept.") with
            {
                Acknowledged = lines.Count - refused.Length,
                RefusedCount = refused.Length,
                Refused = [.. refused.Take(MaxRefusals)],
            });
    }

    /// <summary>Takes a document with a schema: all of its rows, or none.</summary>
    private static async Task<IResult> PushAsync(JsonElement document, string market, IMarketGrain grain)
    {
        if (PushDocument.Read(document, market, out var fault) is not { } rows)
            return Problems.Result(StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Malformed document", fault);
        ImmutableArray<Refusal> refused =
        [
            .. rows.Index().Where(row => row.Item.Fault is not null).Select(row => ToRefusal(row.Index, ErrorCodes.Malformed, row.Item.Fault!)),
        ];
        if (refused.IsEmpty)
        {
            var outcome = await grain.PushAsync([.. rows.Select(row => row.Seen!)]);
            if (outcome.Refused.IsEmpty)
            {
                return Results.Json(
                    new PushResult
                    {
                        Accepted = outcome.Accepted,
                        Unchanged = outcome.Unchanged,
                        Warnings = [.. outcome.Warnings.Select(warning => new PushNote { Index = warning.Index, Reason = warning.Reason })],
                    },
                    ProtocolJson.Default.PushResult);
            }

            refused = [.. outcome.Refused.Select(no => ToRefusal(no.Index, no.Code, no.Reason))];
        }

        return Problems.Result(Problems.Document(
            StatusCodes.Status422UnprocessableEntity, ErrorCodes.Malformed, "Document refused",
            $"{refused.Length} of {rows.Length} rows cannot be taken, so none was; correct them and send the document again.") with
        {
            Acknowledged = 0,
            RefusedCount = refused.Length,
            Refused = [.. refused.Take(MaxRefusals)],
        });
    }

    private static Refusal ToRefusal(int index, string code, string reason) => new() { Line = index + 1, Code = code, Reason = $"Row {index}: {reason}" };

    private static IResult Unknown(string market) => Problems.Result(
        StatusCodes.Status404NotFound, ErrorCodes.UnknownMarket, "No such market",
        $"There is no market '{market}'; there are {string.Join(", ", MarketName.All)}.");
}
