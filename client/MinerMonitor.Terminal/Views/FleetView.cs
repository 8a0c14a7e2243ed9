using System.Globalization;
using MinerMonitor.Protocol.Fleets;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MinerMonitor.Terminal.Views;

/// <summary>A fleet on a terminal.</summary>
internal static class FleetView
{
    public static IRenderable Render(FleetSnapshot fleet) => fleet.Treasury is { } treasury
        ? new Rows(Headline(fleet), Sites(fleet), new Text($"treasury: {TreasuryView.Line(treasury)}"))
        : new Rows(Headline(fleet), Sites(fleet));

    /// <summary>One line for logs and pipes.</summary>
    public static string Line(FleetSnapshot fleet) =>
        $"{Show.At(fleet.AsOfMs)} {fleet.World} fleet {fleet.Fleet} miners {Count(fleet.Miners.Total)} {States(fleet.Miners)} hashrate {Show.Hashrate(fleet.Totals.HashrateThs)}"
        + $" power {Show.Power(fleet.Totals.PowerW)} coverage {Show.Percent(fleet.Totals.Coverage)} margin {Show.Usd(fleet.Totals.MarginUsdDay)}/day"
        + $" under water {Show.Percent(fleet.Totals.ShareUnderWater)}";

    public static Table List(IEnumerable<FleetSummary> fleets)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            new TableColumn("fleet"), new TableColumn("world"), new TableColumn("operator"), new TableColumn("miners").RightAligned(),
            new TableColumn("hashing").RightAligned(), new TableColumn("hashrate").RightAligned(), new TableColumn("power").RightAligned(),
            new TableColumn("coverage").RightAligned(), new TableColumn("margin/day").RightAligned());
        foreach (var fleet in fleets)
        {
            table.AddRow(
                Markup.Escape(fleet.Fleet), Markup.Escape(fleet.World), Markup.Escape(fleet.Operator ?? Show.Missing), Count(fleet.Miners.Total),
                Count(fleet.Miners.Hashing), Show.Hashrate(fleet.Totals.HashrateThs), Show.Power(fleet.Totals.PowerW),
                Show.Percent(fleet.Totals.Coverage), Show.Usd(fleet.Totals.MarginUsdDay));
        }

        return table;
    }

    private static Markup Headline(FleetSnapshot fleet) => new(
        $"[bold]{Markup.Escape(fleet.Fleet)}[/] in {Markup.Escape(fleet.World)}{(fleet.Simulated ? " [yellow](simulated)[/]" : "")} {Show.At(fleet.AsOfMs)}   "
        + $"{Count(fleet.Miners.Total)} miners: {States(fleet.Miners)}\n"
        + $"samples: {Show.Number(fleet.Samples.Applied)} applied, {Show.Number(fleet.Samples.Merged)} merged, {Show.Number(fleet.Samples.Stale)} stale, "
        + $"{Show.Number(fleet.Samples.Refused)} refused; hashprice {Show.Usd(fleet.HashpriceUsdPhDay, 2)}/PH/day");

    private static Table Sites(FleetSnapshot fleet)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            new TableColumn("site"), new TableColumn("tariff").RightAligned(), new TableColumn("miners").RightAligned(),
            new TableColumn("hashrate").RightAligned(), new TableColumn("nominal").RightAligned(), new TableColumn("power").RightAligned(),
            new TableColumn("J/TH").RightAligned(), new TableColumn("coverage").RightAligned(), new TableColumn("break-even").RightAligned(),
            new TableColumn("margin/day").RightAligned(), new TableColumn("under water").RightAligned());
        foreach (var site in fleet.Sites)
        {
            table.AddRow(Cells(
                site.Silent ? site.Site + " (silent)" : site.Site, Tariff(site),
                site.Miners, site.Totals));
        }

        table.AddRow(Cells("all", "", fleet.Miners, fleet.Totals));
        return table;
    }

    /// <summary>Price of energy now, with what gives it where the tariff moves.</summary>
    private static string Tariff(SiteSnapshot site)
    {
        if ((site.TariffNow?.UsdKwh ?? site.Contract?.TariffUsdKwh) is not { } price) return Show.Missing;
        var source = site.TariffNow is { } now ? $" ({now.Band ?? (now.Source == "band" ? "otherwise" : now.Source)})" : "";
        return Markup.Escape($"{Show.Usd(price, 3)}/kWh{source}");
    }

    private static string[] Cells(string name, string tariff, MinerCounts miners, FleetTotals totals) =>
    [
        Markup.Escape(name), tariff, Count(miners.Total), Show.Hashrate(totals.HashrateThs), Show.Hashrate(totals.NominalHashrateThs),
        Show.Power(totals.PowerW), Show.Number(totals.EfficiencyJth, 1), Show.Percent(totals.Coverage),
        Show.Usd(totals.BreakEvenHashpriceUsdPhDay, 2), Show.Usd(totals.MarginUsdDay), Show.Percent(totals.ShareUnderWater),
    ];

    /// <summary>The states that occur, worst first.</summary>
    private static string States(MinerCounts miners)
    {
        (string State, int Count)[] states =
        [
            (MinerStates.Fault, miners.Fault), (MinerStates.Offline, miners.Offline), (MinerStates.Silent, miners.Silent),
            (MinerStates.Degraded, miners.Degraded), (MinerStates.Idle, miners.Idle), (MinerStates.Curtailed, miners.Curtailed),
            (MinerStates.Maintenance, miners.Maintenance), (MinerStates.Tuning, miners.Tuning), (MinerStates.Hashing, miners.Hashing),
        ];
        var present = states.Where(entry => entry.Count > 0).Select(entry => $"{Count(entry.Count)} {entry.State}").ToList();
        return present.Count == 0 ? "none" : string.Join(", ", present);
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
