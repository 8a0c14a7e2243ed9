using System.Collections.Immutable;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Fleets;

internal sealed partial class FleetGrain
{
    private TreasurySummary? _treasury;
    private ImmutableArray<TreasuryMonth> _treasuryMonths = [];
    private double? _priceUsd;

    public async ValueTask<TreasuryOutcome?> ReportTreasuryAsync(ImmutableArray<TreasuryEntry> entries)
    {
        if (Description is null)
        {
            return null;
        }

        var refused = ImmutableArray.CreateBuilder<TreasuryRemark>();
        var kept = new Dictionary<DateOnly, int>();
        var book = treasury.State.Entries.Copy();
        var (changes, unchanged) = (0, 0);
        foreach (var (index, entry) in entries.Index())
        {
            if (book.Report(entry, NowMs, out var changed) is { } fault)
            {
                refused.Add(new TreasuryRemark(index, fault.Kind == MarketFaultKind.Malformed ? "malformed" : "out_of_range", fault.Text));
                continue;
            }

            kept[entry.Date] = index;
            (changes, unchanged) = changed ? (changes + 1, unchanged) : (changes, unchanged + 1);
        }

        if (changes > 0)
        {
            await SaveTreasuryAsync(book);
        }

        var warnings = book.Days()
            .Where(day => day.Warning is not null && kept.ContainsKey(day.Entry.Date))
            .Select(day => new TreasuryRemark(kept[day.Entry.Date], "unbalanced", day.Warning!));
        return new TreasuryOutcome(changes, unchanged, refused.DrainToImmutable(), [.. warnings.OrderBy(warning => warning.Index)]);
    }

    public async ValueTask<bool> RemoveTreasuryEntryAsync(DateOnly date)
    {
        var book = treasury.State.Entries.Copy();
        if (!book.Remove(date))
        {
            return false;
        }

        await SaveTreasuryAsync(book);
        return true;
    }

    public async ValueTask<TreasuryBook?> GetTreasuryAsync()
    {
        if (Description is not { } description)
        {
            return null;
        }

        await PrepareToTellAsync();
        return new TreasuryBook
        {
            World = description.World,
            AsOfMs = NowMs,
            Figures = _figures.Treasury,
            Months = _treasuryMonths,
            Days = treasury.State.Entries.Days(),
        };
    }

    /// <summary>Stores the entries; what could not be stored does not hold.</summary>
    private async Task SaveTreasuryAsync(FleetTreasury book)
    {
        var former = treasury.State.Entries;
        treasury.State.Entries = book;
        try
        {
            await this.StoreAsync(() => treasury.WriteStateAsync());
        }
        catch
        {
            treasury.State.Entries = former;
            throw;
        }

        ReadTreasury();
        _isDirty = true;
    }

    private void ReadTreasury() => (_treasury, _treasuryMonths) = (treasury.State.Entries.Summary(), treasury.State.Entries.Months());

    private async Task ForgetTreasuryAsync()
    {
        if (treasury.RecordExists)
        {
            await treasury.ClearStateAsync();
        }

        treasury.State.Entries = new FleetTreasury();
        ReadTreasury();
    }

    /// <summary>Price for what is held; nobody asks for it while nothing is.</summary>
    private async Task<double?> PriceAsync() => _treasury is null ? null
        : IsReplay ? await _sector!.GetPriceAsync() : await prices.GetPriceAsync(Description!.World);

    private TreasuryFigures? ComputeTreasury(TallyFigures totals)
    {
        if (_treasury is not { } all)
        {
            return null;
        }

        var month = FleetTreasury.MonthOf(NowMs);
        var soFar = _treasuryMonths.FirstOrDefault(one => one.Month == month);
        return new TreasuryFigures
        {
            All = all,
            Month = month,
            MonthMinedBtc = soFar?.MinedBtc,
            MonthSoldBtc = soFar?.SoldBtc,
            PriceUsd = _priceUsd,
            // The hashprice is proportional to the coin's price: at this one the mean margin is nil.
            CashCostUsd = _hashpriceUsdPhDay > 0 ? totals.BreakEvenHashpriceUsdPhDay * _priceUsd / _hashpriceUsdPhDay : null,
        };
    }
}
