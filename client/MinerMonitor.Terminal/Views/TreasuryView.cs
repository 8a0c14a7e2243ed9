using MinerMonitor.Protocol.Fleets;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MinerMonitor.Terminal.Views;

/// <summary>The treasury of a fleet on a terminal.</summary>
internal static class TreasuryView
{
    public static IRenderable Render(FleetTreasuryBook book, FleetTreasury treasury)
    {
        var lines = new List<IRenderable> { new Text($"{book.Fleet}: {Line(treasury)}"), Months(book) };
        lines.AddRange(book.Entries.Where(day => day.Warning is not null).Select(day => new Text($"{day.Entry.Date}: {day.Warning}")));
        return new Rows(lines);
    }

    /// <summary>Sums and what they are worth, in one line.</summary>
    public static string Line(FleetTreasury treasury) =>
        $"held {Btc(treasury.HeldBtc)}{(treasury.OpeningAssumed ? " (from an assumed empty treasury)" : "")}"
        + (treasury.HeldUsd is { } value ? $", {Show.Usd(value)} at {Show.Usd(treasury.PriceUsd)}" : "")
        + (treasury.HeldAtCashCostUsd is { } cost ? $", {Show.Usd(cost)} at the cash cost of {Show.Usd(treasury.CashCostUsd)}" : "")
        + $"; {treasury.Month}: mined {Btc(treasury.MonthMinedBtc)}, sold {Btc(treasury.MonthSoldBtc)}; reported to {treasury.LastDate}";

    private static Table Months(FleetTreasuryBook book)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            new TableColumn("month"), new TableColumn("mined BTC").RightAligned(), new TableColumn("sold BTC").RightAligned(),
            new TableColumn("held BTC").RightAligned(), new TableColumn("proceeds").RightAligned());
        foreach (var month in book.Months)
        {
            table.AddRow(month.Month, Show.Number(month.MinedBtc, 4), Show.Number(month.SoldBtc, 4), Show.Number(month.HeldBtc, 4), Show.Usd(month.ProceedsUsd));
        }

        return table;
    }

    private static string Btc(double? btc) => btc is null ? Show.Missing : Show.Number(btc, 4) + " BTC";
}
