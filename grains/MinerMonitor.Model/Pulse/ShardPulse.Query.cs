using System.Numerics;
using System.Text;

namespace MinerMonitor.Model.Pulse;

/// <remarks>
/// A query is two passes over the rows: one marks those that are wanted in a bit map and counts them, one takes the first of them behind
/// the cursor. Conditions on the margin become a range of bins of each site first, so a row is judged by comparing integers.
/// </remarks>
public sealed partial class ShardPulse
{
    private const int BitsPerWord = 64;
    private IdIndex? _ids;

    /// <summary>Miners that a query wants.</summary>
    /// <param name="query">Which.</param>
    /// <param name="order">In which order.</param>
    /// <param name="after">Those that come after this key only; null: from the first.</param>
    /// <param name="afterSlot">Of those with that very key, the ones with a higher slot come after it.</param>
    /// <param name="limit">Most miners to give back; all are counted.</param>
    public MinerHits Find(MinerQuery query, MinerOrder order, MinerHit? after, int afterSlot, int limit)
    {
        Span<ulong> wanted = stackalloc ulong[Capacity / BitsPerWord];
        var total = Mark(query, wanted);
        if (total == 0 || limit == 0)
        {
            return new MinerHits(total, []);
        }

        return new MinerHits(total, order.Sort == MinerSort.Miner
            ? FirstById(wanted, order.Descending, after?.Text, limit)
            : FirstByNumber(wanted, query, order, after, afterSlot, limit));
    }

    private int Mark(MinerQuery query, Span<ulong> wanted)
    {
        var site = -1;
        var model = -1;
        if ((query.Site is not null && !TryFind(query.Site, _siteOfText, out site)) || (query.Model is not null && !TryFindText(query.Model, out model)))
        {
            return 0;
        }

        var isByMargin = query.AsksForMargin;
        var bins = isByMargin ? BinsWanted(query) : [];
        var state = query.State ?? MinerState.Unknown;
        var total = 0;
        var rows = _rows.AsSpan(0, SlotCount);
        for (var slot = 0; slot < rows.Length; slot++)
        {
            ref readonly var row = ref rows[slot];
            if ((state != MinerState.Unknown && row.State != state)
                || (site >= 0 && row.Site != site)
                || (model >= 0 && row.Model != model)
                || (isByMargin && (row.BreakEvenBin < bins[row.Site].First || row.BreakEvenBin > bins[row.Site].Last))
                || row.Id is null)
            {
                continue;
            }

            wanted[slot / BitsPerWord] |= 1UL << (slot % BitsPerWord);
            total++;
        }

        return query.Text is { Length: > 0 } text && total > 0 ? MarkText(text, wanted) : total;
    }

    /// <summary>Keeps those whose id or model holds the text.</summary>
    private int MarkText(string text, Span<ulong> wanted)
    {
        Span<ulong> holds = stackalloc ulong[Capacity / BitsPerWord];
        Ids.MarkHolding(text, holds);
        var models = _texts.Texts.Select(model => model.Contains(text, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (Array.IndexOf(models, true) >= 0)
        {
            for (var slot = 0; slot < SlotCount; slot++)
            {
                if (models[_rows[slot].Model])
                {
                    holds[slot / BitsPerWord] |= 1UL << (slot % BitsPerWord);
                }
            }
        }

        var total = 0;
        for (var word = 0; word < wanted.Length; word++)
        {
            wanted[word] &= holds[word];
            total += BitOperations.PopCount(wanted[word]);
        }

        return total;
    }

    /// <summary>Bins of break-even that a query's margins allow at each site. A margin falls as the break-even rises, so they are one range.</summary>
    private (int First, int Last)[] BinsWanted(MinerQuery query)
    {
        var bins = new (int First, int Last)[_terms.Count];
        for (var site = 0; site < bins.Length; site++)
        {
            bins[site] = query.HashpriceUsdPhDay is { } hashprice ? BinsWanted(query, hashprice, _terms[site].PoolFee) : (0, -1);
        }

        return bins;
    }

    private static (int First, int Last) BinsWanted(MinerQuery query, double hashprice, double poolFee)
    {
        // First bin that is cheap enough for the upper bounds to hold, and last one for the lower bounds.
        var first = Search(margin => (query.UnderWater != true || margin < 0) && !(margin > query.MaxMarginUsdPhDay));
        var end = Search(margin => (query.UnderWater == false && margin < 0) || margin < query.MinMarginUsdPhDay);
        return (first, end - 1);

        int Search(Func<double, bool> holdsFromHere)
        {
            int low = 0, high = BreakEvenBins.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = holdsFromHere(MarginUsdPhDay(hashprice, middle, poolFee)) ? (low, middle) : (middle + 1, high);
            }

            return low;
        }
    }

    /// <summary>Margin of a bin at a hashprice, <c>(1 − fee)·(hashprice − break-even)</c>, USD per PH/s and day.</summary>
    private static double MarginUsdPhDay(double hashpriceUsdPhDay, int bin, double poolFee) => (1 - poolFee) * (hashpriceUsdPhDay - BreakEvenBins.UsdPhDay(bin));

    private MinerHit[] FirstById(ReadOnlySpan<ulong> wanted, bool descending, byte[]? after, int limit)
    {
        var order = Ids.Order;
        var (begin, step) = descending ? (order.Length - 1, -1) : (0, 1);
        if (after is not null)
        {
            int low = 0, high = order.Length;
            while (low < high)
            {
                var middle = (low + high) / 2;
                var compared = _rows[order[middle]].Id.AsSpan().SequenceCompareTo(after);
                (low, high) = compared < 0 || (compared == 0 && !descending) ? (middle + 1, high) : (low, middle);
            }

            begin = descending ? low - 1 : low;
        }

        var found = new List<MinerHit>(Math.Min(limit, 128));
        for (var place = begin; place >= 0 && place < order.Length && found.Count < limit; place += step)
        {
            int slot = order[place];
            if ((wanted[slot / BitsPerWord] & (1UL << (slot % BitsPerWord))) != 0)
            {
                found.Add(new MinerHit(0, _rows[slot].Id, (ushort)slot));
            }
        }

        return [.. found];
    }

    private MinerHit[] FirstByNumber(ReadOnlySpan<ulong> wanted, MinerQuery query, MinerOrder order, MinerHit? after, int afterSlot, int limit)
    {
        var ranks = order.Sort is MinerSort.Site or MinerSort.Model ? new TextRanks(_texts.Texts) : null;
        var sign = order.Descending && order.Sort != MinerSort.Place ? -1 : 1;
        var afterKey = after is not { } place ? double.NegativeInfinity
            : ranks is not null && place.Text is not null ? sign * ranks.PlaceOf(place.Text)
            : place.Number;

        var best = new FirstOnes(limit);
        for (var word = 0; word < wanted.Length; word++)
        {
            for (var bits = wanted[word]; bits != 0; bits &= bits - 1)
            {
                var slot = (word * BitsPerWord) + BitOperations.TrailingZeroCount(bits);
                var value = KeyOf(slot, order.Sort, query.HashpriceUsdPhDay, ranks);
                var key = double.IsNaN(value) ? double.PositiveInfinity : sign * value;
                if (key > afterKey || (key == afterKey && slot > afterSlot))
                {
                    best.Offer(key, (ushort)slot);
                }
            }
        }

        return [.. best.Take().Select(one => ranks is null || double.IsPositiveInfinity(one.Key)
            ? new MinerHit(one.Key, null, one.Slot)
            : new MinerHit(0, Encoding.UTF8.GetBytes(_texts[order.Sort == MinerSort.Site ? _siteTexts[_rows[one.Slot].Site] : _rows[one.Slot].Model]), one.Slot))];
    }

    private double KeyOf(int slot, MinerSort sort, double? hashprice, TextRanks? ranks)
    {
        ref readonly var row = ref _rows[slot];
        return sort switch
        {
            MinerSort.Place => 0,
            MinerSort.Site => ranks!.Of(_siteTexts[row.Site]),
            MinerSort.Model => row.Model == 0 ? double.NaN : ranks!.Of(row.Model),
            MinerSort.State => (int)row.State,
            MinerSort.Hashrate => row.HashrateThs,
            MinerSort.Power => row.PowerW,
            MinerSort.Efficiency => float.IsNaN(row.EfficiencyJth) ? _terms[row.Site].AssumedEfficiencyJth ?? double.NaN : row.EfficiencyJth,
            MinerSort.ChipTemperature => row.ChipTemperatureC,
            MinerSort.BreakEven => row.BreakEvenBin == BreakEvenBins.None ? double.NaN : row.BreakEvenBin,
            MinerSort.Margin => row.BreakEvenBin == BreakEvenBins.None || hashprice is null
                ? double.NaN
                : MarginUsdPhDay(hashprice.Value, row.BreakEvenBin, _terms[row.Site].PoolFee),
            MinerSort.Heard => row.AtMs == 0 ? double.NaN : row.HeardAtMs,
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, "A list cannot be sorted by this."),
        };
    }

    private IdIndex Ids => _ids ??= new IdIndex(Enumerable.Range(0, SlotCount).Select(slot => _rows[slot].Id).ToArray());

    private bool TryFind(string text, Dictionary<ushort, int> numbers, out int number)
    {
        number = -1;
        return _texts.Find(text) is { } known && numbers.TryGetValue(known, out number);
    }

    private bool TryFindText(string text, out int number)
    {
        number = _texts.Find(text) ?? -1;
        return number >= 0;
    }

    /// <summary>Order of a shard's texts. Few, so they are ranked anew for each query.</summary>
    private sealed class TextRanks
    {
        private readonly List<byte[]> _sorted;
        private readonly int[] _ranks;

        public TextRanks(IReadOnlyList<string> texts)
        {
            var utf8 = texts.Select(Encoding.UTF8.GetBytes).ToList();
            var order = Enumerable.Range(0, texts.Count).ToList();
            order.Sort((left, right) => utf8[left].AsSpan().SequenceCompareTo(utf8[right]));
            _sorted = order.ConvertAll(index => utf8[index]);
            _ranks = new int[texts.Count];
            for (var rank = 0; rank < order.Count; rank++)
            {
                _ranks[order[rank]] = (2 * rank) + 1;
            }
        }

        /// <summary>Rank of a text of the shard: odd.</summary>
        public double Of(ushort text) => _ranks[text];

        /// <summary>Rank of any text: even when the shard does not have it, between those it lies between.</summary>
        public double PlaceOf(byte[] text)
        {
            var place = _sorted.BinarySearch(text, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
            return place >= 0 ? (2 * place) + 1 : 2 * ~place;
        }
    }

    /// <summary>The first few of many, kept by sorting four times as many now and then: after the first time nearly all are turned away by one comparison.</summary>
    private sealed class FirstOnes(int limit)
    {
        private readonly Ranked[] _kept = new Ranked[Math.Min(4 * limit, Capacity)];
        private int _count;
        private double _worst = double.PositiveInfinity;
        private bool _isFull;

        /// <summary>Offers one; slots must rise from call to call, so of equals the earlier one is kept.</summary>
        public void Offer(double key, ushort slot)
        {
            if (_isFull && key >= _worst)
            {
                return;
            }

            _kept[_count++] = new Ranked(key, slot);
            if (_count == _kept.Length)
            {
                Cut();
            }
        }

        public Ranked[] Take()
        {
            Cut();
            return _kept[.._count];
        }

        private void Cut()
        {
            _kept.AsSpan(0, _count).Sort();
            if (_count >= limit)
            {
                _count = limit;
                _isFull = true;
                _worst = _kept[limit - 1].Key;
            }
        }
    }

    private readonly record struct Ranked(double Key, ushort Slot) : IComparable<Ranked>
    {
        public int CompareTo(Ranked other) => Key < other.Key ? -1 : Key > other.Key ? 1 : Slot.CompareTo(other.Slot);
    }
}
