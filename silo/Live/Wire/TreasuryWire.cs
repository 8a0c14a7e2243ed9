using System.Globalization;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Economics;
using MinerMonitor.Protocol.Fleets;
using FleetTreasury = MinerMonitor.Protocol.Fleets.FleetTreasury;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of a fleet's treasury.</summary>
internal static class TreasuryWire
{
    private const string DayFormat = "yyyy-MM-dd";
    private const string MonthFormat = "yyyy-MM";

    /// <summary>A day as it stands in addresses and bodies.</summary>
    public static bool TryParseDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>An entry as the grain takes it.</summary>
    public static TreasuryEntry ToGrain(FleetTreasuryEntry entry, DateOnly day) =>
        new(day, entry.MinedBtc, entry.SoldBtc, entry.HeldBtc, entry.ProceedsUsd, entry.Note, entry.Source ?? "push");

    /// <summary>The whole treasury.</summary>
    public static FleetTreasuryBook Of(string fleet, TreasuryBook book) => new()
    {
        World = book.World,
        Fleet = fleet,
        AsOfMs = book.AsOfMs,
        Treasury = Of(book.Figures),
        Months =
        [
            .. book.Months.Select(month => new FleetTreasuryMonth
            {
                Month = Text(month.Month, MonthFormat),
                MinedBtc = month.MinedBtc,
                SoldBtc = month.SoldBtc,
                HeldBtc = month.HeldBtc,
                ProceedsUsd = month.ProceedsUsd,
            }),
        ],
        Entries = [.. book.Days.Select(day => new FleetTreasuryDay { Entry = Of(day.Entry), BalanceBtc = day.BalanceBtc, Warning = day.Warning })],
    };

    /// <summary>All entries together.</summary>
    public static FleetTreasury? Of(TreasuryFigures? figures) => figures is null ? null : new FleetTreasury
    {
        MinedBtc = figures.All.MinedBtc,
        SoldBtc = figures.All.SoldBtc,
        HeldBtc = figures.All.HeldBtc,
        ProceedsUsd = figures.All.ProceedsUsd,
        OpeningBtc = figures.All.OpeningBtc,
        OpeningAssumed = figures.All.OpeningAssumed,
        FirstDate = Text(figures.All.FirstDate, DayFormat),
        LastDate = Text(figures.All.LastDate, DayFormat),
        Entries = figures.All.Entries,
        Warnings = figures.All.Warnings,
        Month = Text(figures.Month, MonthFormat),
        MonthMinedBtc = figures.MonthMinedBtc,
        MonthSoldBtc = figures.MonthSoldBtc,
        PriceUsd = figures.PriceUsd,
        HeldUsd = figures.HeldUsd,
        CashCostUsd = figures.CashCostUsd,
        HeldAtCashCostUsd = figures.HeldAtCashCostUsd,
    };

    private static FleetTreasuryEntry Of(TreasuryEntry entry) => new()
    {
        Date = Text(entry.Date, DayFormat),
        MinedBtc = entry.MinedBtc,
        SoldBtc = entry.SoldBtc,
        HeldBtc = entry.HeldBtc,
        ProceedsUsd = entry.ProceedsUsd,
        Note = entry.Note,
        Source = entry.Source,
    };

    private static string Text(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}
