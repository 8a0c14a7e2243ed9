using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Markets;
using Xunit;

namespace MinerMonitor.Model.Tests.Economics;

public sealed class FleetTreasuryTests
{
    private static readonly long s_nowMs = new DateTimeOffset(2026, 2, 5, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void Nothing_reported_is_no_summary()
    {
        Assert.Null(new FleetTreasury().Summary());
        Assert.Empty(new FleetTreasury().Months());
    }

    [Fact]
    public void Balance_is_what_was_mined_less_what_was_sold_from_an_assumed_empty_treasury()
    {
        var treasury = Of(Day("2026-01-30", mined: 2), Day("2026-02-01", mined: 1.5, sold: 0.5, proceeds: 39_000), Day("2026-02-04", mined: 1));

        var summary = treasury.Summary()!;

        Assert.Equal((4.5, 0.5, 4.0, 39_000.0), (summary.MinedBtc!.Value, summary.SoldBtc!.Value, summary.HeldBtc!.Value, summary.ProceedsUsd!.Value));
        Assert.Equal((0.0, true, 3, 0), (summary.OpeningBtc, summary.OpeningAssumed, summary.Entries, summary.Warnings));
        Assert.Equal((new DateOnly(2026, 1, 30), new DateOnly(2026, 2, 4)), (summary.FirstDate, summary.LastDate));
        Assert.Equal([2.0, 3.0, 4.0], treasury.Days().Select(day => day.BalanceBtc!.Value));
    }

    [Fact]
    public void Months_add_up_their_days_and_leave_out_what_nobody_reported()
    {
        var treasury = Of(Day("2026-01-30", mined: 2), Day("2026-01-31", mined: 1), Day("2026-02-01", mined: 1, sold: 0.5, proceeds: 39_000));

        Assert.Equal(
            [new TreasuryMonth(new(2026, 1, 1), 3, null, 3, null), new TreasuryMonth(new(2026, 2, 1), 1, 0.5, 3.5, 39_000)],
            treasury.Months());
    }

    [Fact]
    public void First_stated_balance_tells_the_opening_one_and_later_days_count_from_it()
    {
        var treasury = Of(Day("2026-01-01", mined: 2, sold: 1), Day("2026-01-02", held: 101), Day("2026-01-03", mined: 3));

        var summary = treasury.Summary()!;

        Assert.Equal((100.0, false, 104.0, 0), (summary.OpeningBtc, summary.OpeningAssumed, summary.HeldBtc!.Value, summary.Warnings));
        Assert.Equal([101.0, 101.0, 104.0], treasury.Days().Select(day => day.BalanceBtc!.Value));
    }

    [Theory]
    [InlineData(105.0, false)]
    [InlineData(95.5, false)]
    [InlineData(106.0, true)]
    [InlineData(94.0, true)]
    [InlineData(0.0, true)]
    public void Stated_balance_counts_and_is_warned_of_when_more_than_five_percent_off(double held, bool warned)
    {
        var treasury = Of(Day("2026-01-01", held: 90), Day("2026-01-02", mined: 12, sold: 2, held: held), Day("2026-01-03", mined: 1));

        var days = treasury.Days();

        Assert.Equal(warned, days[1].Warning is not null);
        Assert.Equal((held, held + 1), (days[1].BalanceBtc!.Value, days[2].BalanceBtc!.Value));
        Assert.Null(days[2].Warning);
        Assert.Equal(warned ? 1 : 0, treasury.Summary()!.Warnings);
    }

    [Fact]
    public void Balance_is_unknown_while_more_was_sold_than_is_known_to_have_been_held()
    {
        var treasury = Of(Day("2026-01-01", mined: 1), Day("2026-01-02", sold: 3));

        Assert.Null(treasury.Summary()!.HeldBtc);
        Assert.Contains("state heldBtc", treasury.Days()[1].Warning, StringComparison.Ordinal);

        treasury.Report(Day("2026-01-02", sold: 3, held: 7), s_nowMs, out _);

        Assert.Equal((7.0, 9.0), (treasury.Summary()!.HeldBtc!.Value, treasury.Summary()!.OpeningBtc));
        Assert.Equal(0, treasury.Summary()!.Warnings);
    }

    [Fact]
    public void Satoshis_lost_to_rounding_do_not_make_a_balance_unknown() =>
        Assert.Equal(0, Of(Day("2026-01-01", mined: 0.1), Day("2026-01-02", mined: 0.2), Day("2026-01-03", sold: 0.3 + 1e-9)).Summary()!.HeldBtc);

    [Fact]
    public void Entry_of_a_day_takes_the_place_of_the_one_before_and_the_same_one_changes_nothing()
    {
        var treasury = Of(Day("2026-01-01", mined: 1, sold: 1));

        Assert.Null(treasury.Report(Day("2026-01-01", mined: 5), s_nowMs, out var changed));
        Assert.Null(treasury.Report(Day("2026-01-01", mined: 5), s_nowMs, out var changedAgain));

        Assert.Equal((true, false), (changed, changedAgain));
        Assert.Equal((5.0, null), (treasury.Summary()!.MinedBtc!.Value, treasury.Summary()!.SoldBtc));
        Assert.True(treasury.Remove(new(2026, 1, 1)));
        Assert.False(treasury.Remove(new(2026, 1, 1)));
        Assert.Null(treasury.Summary());
    }

    public static TheoryData<string, TreasuryEntry> Faults() => new()
    {
        { "in the future", Day("2026-02-06", mined: 1) },
        { "before the first block", Day("2008-12-31", mined: 1) },
        { "no figure", Day("2026-01-01", proceeds: 5) },
        { "minedBtc", Day("2026-01-01", mined: -1) },
        { "soldBtc", Day("2026-01-01", sold: double.NaN) },
        { "heldBtc", Day("2026-01-01", held: 21_000_001) },
        { "proceedsUsd is", Day("2026-01-01", sold: 1, proceeds: double.PositiveInfinity) },
        { "without soldBtc", Day("2026-01-01", mined: 1, proceeds: 70_000) },
        { "note", Day("2026-01-01", mined: 1) with { Note = new string('x', 201) } },
        { "source", Day("2026-01-01", mined: 1) with { Source = "" } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Faulty_entry_is_named_and_changes_nothing(string named, TreasuryEntry faulty)
    {
        var treasury = Of(Day("2026-01-01", mined: 4));

        var fault = treasury.Report(faulty, s_nowMs, out var changed);

        Assert.Contains(named, fault!.Text, StringComparison.Ordinal);
        Assert.False(changed);
        Assert.Equal(4, Assert.Single(treasury.Days()).BalanceBtc);
    }

    [Fact]
    public void Room_is_bounded_and_known_days_can_still_be_corrected()
    {
        var treasury = new FleetTreasury();
        for (var day = 0; day < FleetTreasury.MaxEntries; day++)
        {
            Assert.Null(treasury.Report(Day("2015-01-01", mined: 1) with { Date = new DateOnly(2015, 1, 1).AddDays(day) }, s_nowMs, out _));
        }

        Assert.Equal(MarketFaultKind.OutOfRange, treasury.Report(Day("2026-02-05", mined: 1), s_nowMs, out _)!.Kind);
        Assert.Null(treasury.Report(Day("2015-01-01", mined: 2), s_nowMs, out _));
        Assert.Equal(FleetTreasury.MaxEntries + 1, treasury.Summary()!.MinedBtc);
    }

    [Fact]
    public void Copy_can_be_changed_without_the_first()
    {
        var treasury = Of(Day("2026-01-01", mined: 1));

        treasury.Copy().Report(Day("2026-01-02", mined: 1), s_nowMs, out _);

        Assert.Equal(1, treasury.Count);
    }

    private static TreasuryEntry Day(string date, double? mined = null, double? sold = null, double? held = null, double? proceeds = null) =>
        new(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), mined, sold, held, proceeds, null, "desk");

    private static FleetTreasury Of(params TreasuryEntry[] entries)
    {
        var treasury = new FleetTreasury();
        Assert.All(entries, entry => Assert.Null(treasury.Report(entry, s_nowMs, out _)));
        return treasury;
    }
}
