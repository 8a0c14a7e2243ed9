using System.Globalization;
using MinerMonitor.Protocol.Sectors;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MinerMonitor.Terminal.Views;

/// <summary>The sector on a terminal.</summary>
internal static class SectorView
{
    public static IRenderable Render(SectorSnapshot sector) => new Rows(Headline(sector), Figures(sector), Contributions(sector));

    /// <summary>One line for logs and pipes.</summary>
    public static string Line(SectorSnapshot sector) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Show.At(sector.AsOfMs)} {sector.World} stress {Show.Number(sector.Stress, 1)} {sector.Regime ?? Show.Missing} coverage {Show.Percent(sector.Coverage, 0)}"
        + $" price {Show.Usd(sector.PriceUsd)} cost {Show.Usd(sector.ProductionCostUsd)} hashprice {Show.Usd(sector.HashpriceUsdPhDay, 2)}"
        + $" hashrate {Show.Number(sector.Hashrate7dEhs)} EH/s retarget {Show.Percent(sector.Retarget?.Change, 2, signed: true)}")
        + (sector.QuotedRetarget is { } quote ? $" quoted {Show.Said(quote.Change)} ({quote.Origin})" : "");

    private static Markup Headline(SectorSnapshot sector)
    {
        var colour = sector.Regime switch
        {
            "calm" => "green",
            "elevated" => "yellow",
            "stressed" => "darkorange",
            "capitulation" => "red",
            _ => "grey",
        };
        var notes = new List<string>();
        if (sector.PendingRegime is { } pending)
        {
            notes.Add($"{pending} from {Show.At(sector.PendingAtMs)} if it holds");
        }

        if (sector.RegimeHeld)
        {
            notes.Add("regime held: too little coverage to judge");
        }

        if (sector.Provisional)
        {
            notes.Add("provisional");
        }

        var note = notes.Count == 0 ? "" : $" ({string.Join("; ", notes)})";
        return new Markup(
            $"[bold]{Markup.Escape(sector.World)}[/] {Show.At(sector.AsOfMs)}   stress [bold {colour}]{Show.Number(sector.Stress, 1)}[/] of 100, regime "
            + $"[bold {colour}]{Markup.Escape(sector.Regime ?? "unknown")}[/]{Markup.Escape(note)}, coverage {Show.Percent(sector.Coverage, 0)}\n"
            + "[grey]Describes now; does not forecast.[/]");
    }

    private static Table Figures(SectorSnapshot sector)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "", "");
        void Row(string left, string leftValue, string right, string rightValue) =>
            table.AddRow(Markup.Escape(left), Markup.Escape(leftValue), Markup.Escape(right), Markup.Escape(rightValue));

        Row("price", Show.Usd(sector.PriceUsd), "hashprice", $"{Show.Usd(sector.HashpriceUsdPhDay, 2)}/PH/day");
        Row("production cost C", $"{Show.Usd(sector.ProductionCostUsd)} ({Show.Usd(sector.ProductionCostLowUsd)} to {Show.Usd(sector.ProductionCostHighUsd)})",
            "hashrate, 7 days", $"{Show.Number(sector.Hashrate7dEhs)} EH/s, {Show.Percent(-sector.Drawdown7d)} from peak {Show.Number(sector.Peak7dEhs)}");
        Row("cash cost K, electricity Ke", $"{Show.Usd(sector.CashCostUsd)}, {Show.Usd(sector.ElectricityCostUsd)}",
            "hash ribbon", sector.RibbonInverted switch { true => "inverted", false => "not inverted", null => Show.Missing });
        Row("price / C", Show.Number(sector.PriceToCost, 3), "retarget", Retarget(sector.Retarget));
        if (sector.QuotedRetarget is { } quote)
        {
            Row("", "", $"quoted ({quote.Origin})", Quoted(quote));
        }

        if (sector.LastQuotedRetarget is { } last)
        {
            Row("", "", "last retarget", Stood(last));
        }

        Row("support", Support(sector.Support), "relief", sector.Relief is { } relief ? $"C {Show.Usd(relief.ProductionCostUsd)} after it" : Show.Missing);
        return table;
    }

    private static string Retarget(RetargetForecast? retarget) => retarget is null
        ? Show.Missing
        : $"{Show.Percent(retarget.Change, 2, signed: true)} ({Show.Percent(retarget.ChangeLow, 1, signed: true)} to {Show.Percent(retarget.ChangeHigh, 1, signed: true)}) "
            + $"at {retarget.RetargetHeight.ToString(CultureInfo.InvariantCulture)}, {Show.At(retarget.AtMs)}";

    private static string Quoted(QuotedRetarget quote) =>
        $"{Show.Said(quote.Change)}{(quote.ExpectedDate is { } date ? $" expected on {date}" : "")}, by {quote.Source}";

    /// <summary>What was published and what was computed beside what came.</summary>
    internal static string Stood(QuotedRetarget quote) =>
        $"actual {Show.Percent(quote.ActualChange, 2, signed: true)}; was quoted {Show.Said(quote.Change)} ({quote.Origin}: {quote.Source}), "
            + $"then computed {Show.Percent(quote.ForecastChange, 2, signed: true)}";

    private static string Support(SupportLevel? support) => support is null
        ? Show.Missing
        : $"{Show.Usd(support.LevelUsd)} {(support.Broken ? "broken" : support.Touched ? "touched" : "holds")}, {Show.Percent(support.Distance, 1, signed: true)}";

    private static Table Contributions(SectorSnapshot sector)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns(
                new TableColumn("component"), new TableColumn("pillar"), new TableColumn("score").RightAligned(), new TableColumn("weight").RightAligned(),
                new TableColumn("adds").RightAligned(), new TableColumn("age").RightAligned(), new TableColumn("missing because"));
        foreach (var part in sector.Contributions)
        {
            var style = part.MissingReason is null ? "default" : "grey";
            string[] cells =
            [
                part.Id, part.Pillar, Show.Number(part.Score, 0), Show.Number(part.Weight, 0), Show.Number(part.Contribution, 1),
                Show.Age(part.AtMs, sector.AsOfMs), part.MissingReason ?? "",
            ];
            table.AddRow([.. cells.Select(cell => new Markup($"[{style}]{Markup.Escape(cell)}[/]"))]);
        }

        return table;
    }
}
