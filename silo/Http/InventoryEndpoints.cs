using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Intake;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Http;

/// <summary>What a person sets of many miners at once.</summary>
internal static class InventoryEndpoints
{
    private const int MaxBodyBytes = 256 << 20; // a million rows with every column
    private const int RefusalsTold = 100;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPut("/fleets/{fleet}/miners", PutAsync).RequireFleetWrite().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .Describe(
                "PutMiners", "Takes an inventory of machines as CSV: adds those that the fleet does not have, and sets what each row says.",
                "Columns: `miner`, and any of `site`, `label`, `model`, `nominalHashrateThs`, `tariffOverrideUsdKwh`, `maintenance`. An empty cell leaves as it is, `-` removes. "
                + "Machines that are not in the table stay as they are. Bad rows are refused by line, the others kept; sending the table again changes nothing.")
            .TakesText(RouteReference.Csv, "miners.csv").Answers<MinerChangeResult>("miners.changed.json");
        api.MapPatch("/fleets/{fleet}/miners", PatchAsync).RequireFleetWrite()
            .Describe("PatchMiners", "Sets the same on all machines that the filters let through.", "All filters that are given must hold; without any, `all=true` is needed.")
            .Takes<MinerSettings>("miners.settings.json").Answers<MinerChangeResult>("miners.changed.json");
        api.MapDelete("/fleets/{fleet}/miners", DeleteAsync).RequireFleetWrite()
            .Describe("DeleteMiners", "Removes all machines that the filters let through; they come back as new ones when they report.", "All filters that are given must hold; without any, `all=true` is needed.")
            .Answers<MinerChangeResult>("miners.changed.json");
    }

    private static async Task<IResult> PutAsync(HttpRequest request, string fleet, FleetEditor editor, IStoreStatus store, IGrainFactory grains)
    {
        if (MinerEndpoints.RefuseReplay(fleet) is { } refusal) return refusal;
        if (request.Headers.ContentEncoding.Count > 0)
            return Problems.Result(415, ErrorCodes.UnsupportedMediaType, "Encoding not supported", "Send the table without Content-Encoding.");
        if (store.FaultCode is { } code) throw new IntakeUnavailableException(code, store.Current.Fault ?? "The store is not ready.", s_retryAfter);
        if (await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is null) return FleetEndpoints.UnknownFleet(fleet);

        InventoryTable? table = null;
        var upload = new Upload(fleet, editor);
        await foreach (var (number, text) in CsvText.ReadAsync(request.BodyReader, request.HttpContext.RequestAborted))
        {
            if (text?.Trim().Length == 0) continue;
            if (table is null)
            {
                if (!InventoryTable.TryRead(text, out table, out var wrong)) return Problems.Result(422, ErrorCodes.Malformed, "Not an inventory", wrong);
            }
            else if (table.TryReadRow(number, text, out var row, out var fault))
            {
                await upload.AddAsync(row);
            }
            else
            {
                upload.Refuse(number, fault.Code, fault.Reason);
            }
        }

        if (table is null) return Problems.Result(422, ErrorCodes.Malformed, "Not an inventory", "The body is empty; send CSV with a header row.");
        await upload.FlushAsync();
        return upload.RefusedCount == 0
            ? Answer(upload.Counts)
            : Problems.Result(Problems.Document(
                422, ErrorCodes.PartlyRefused, "Rows refused",
                $"{upload.RefusedCount} rows were refused; the other {upload.Counts.Rows} were kept. Correct the refused ones and send only those again.") with
            {
                Acknowledged = upload.Counts.Rows,
                RefusedCount = upload.RefusedCount,
                Refused = upload.Refused.OrderBy(refusal => refusal.Line).ToImmutableArray(),
            });
    }

    private static async Task<IResult> PatchAsync(string fleet, [AsParameters] MinerChangeQuery which, MinerSettings settings, FleetEditor editor, IGrainFactory grains)
    {
        if (MinerEndpoints.RefuseReplay(fleet) is { } refusal) return refusal;
        if (which.Fault() is { } fault) return fault;
        if (MinerSettingsRules.FaultOf(settings) is { } wrong) return Problems.Result(400, wrong.Code, "Impossible setting", wrong.Reason);
        if (MinerSettingsRules.ToGrain(settings) is var change && change == MinerChange.None)
            return Problems.Result(400, ErrorCodes.Malformed, "Nothing to set", "Give at least one of label, tariffOverrideUsdKwh, maintenance, site, model, nominalHashrateThs.");
        return await QueryAsync(fleet, which, grains) is { } query && await editor.ChangeAsync(fleet, query, change) is { } counts
            ? Answer(new InventoryCounts(counts.Matched, 0, counts.Changed))
            : FleetEndpoints.UnknownFleet(fleet);
    }

    private static async Task<IResult> DeleteAsync(string fleet, [AsParameters] MinerChangeQuery which, FleetEditor editor, IGrainFactory grains)
    {
        if (MinerEndpoints.RefuseReplay(fleet) is { } refusal) return refusal;
        if (which.Fault() is { } fault) return fault;
        if (await QueryAsync(fleet, which, grains) is not { } query) return FleetEndpoints.UnknownFleet(fleet);
        var counts = await editor.RetireAsync(fleet, query);
        return Answer(new InventoryCounts(counts.Matched, 0, counts.Changed));
    }

    private static async Task<MinerQuery?> QueryAsync(string fleet, MinerChangeQuery which, IGrainFactory grains) =>
        await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is { } description
            ? which.At(which.At(null).AsksForMargin ? await grains.GetGrain<ISectorGrain>(description.World).GetHashpriceAsync() : null)
            : null;

    private static IResult Answer(InventoryCounts counts) => Results.Json(
        new MinerChangeResult { Matched = counts.Rows, Added = counts.Added, Changed = counts.Changed }, ProtocolJson.Default.MinerChangeResult);

    /// <summary>A table on its way: a shard's worth of rows at a time.</summary>
    private sealed class Upload(string fleet, FleetEditor editor)
    {
        private readonly List<InventoryRow> _rows = new(ShardPulse.Capacity);

        public InventoryCounts Counts { get; private set; }

        public List<Refusal> Refused { get; } = [];

        public int RefusedCount { get; private set; }

        public ValueTask AddAsync(InventoryRow row)
        {
            _rows.Add(row);
            return _rows.Count == ShardPulse.Capacity ? FlushAsync() : ValueTask.CompletedTask;
        }

        public async ValueTask FlushAsync()
        {
            if (_rows.Count == 0) return;
            var (counts, unplaced) = await editor.PutAsync(fleet, _rows);
            Counts += counts;
            _rows.Clear();
            foreach (var line in unplaced) Refuse(line, ErrorCodes.FleetFull, IntakeOptions.FleetFullReason);
        }

        public void Refuse(int line, string code, string reason)
        {
            RefusedCount++;
            if (Refused.Count < RefusalsTold) Refused.Add(new Refusal { Line = line, Code = code, Reason = reason });
        }
    }
}
