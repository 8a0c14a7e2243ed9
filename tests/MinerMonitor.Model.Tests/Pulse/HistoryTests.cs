using MinerMonitor.Model.Pulse;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>24 hours of ten-minute means.</summary>
public sealed class HistoryTests
{
    private readonly ShardDriver _shard = new("a", "b");

    [Fact]
    public void Ten_minutes_become_one_column_of_means()
    {
        _shard.Send(T0 + Minute, new Reading("a") { HashrateThs = 100, PowerW = 1_000 }, new Reading("b") { PowerW = 7 });
        _shard.Send(T0 + 2 * Minute, new Reading("a") { HashrateThs = 300 });
        _shard.Pulse.AdvanceTo(T0 + 10 * Minute);

        var column = Assert.Single(_shard.Pulse.ClosedMeans);
        Assert.Equal(T0 / MeansColumn.WidthMs, column.Index);
        Assert.Equal((200, 1_000), column.Get(0, 1));
        Assert.Equal((null, 7), column.Get(1, 1));
        Assert.Equal((null, null), column.Get(0, 2));
        Assert.Equal((null, null), _shard.Pulse.OpenMeans().Get(0, 1));
    }

    [Fact]
    public void Ten_minutes_without_a_reading_make_no_column()
    {
        _shard.Pulse.AdvanceTo(T0 + Day);

        Assert.Empty(_shard.Pulse.ClosedMeans);
    }

    [Fact]
    public void A_column_survives_the_store_within_four_parts_in_a_thousand()
    {
        var random = new Random(5);
        var column = new MeansColumn(T0 / MeansColumn.WidthMs, 300, 17);
        for (var slot = 0; slot < 300; slot++)
        {
            column.Add(slot, (byte)slot, random.NextSingle() * 500, random.Next(0, 3), random.NextSingle() * 9_000, random.Next(0, 3));
        }

        var stored = MeansColumn.Decode(column.Encode());

        Assert.Equal((column.Index, column.Slots, column.LastBlock), (stored.Index, stored.Slots, stored.LastBlock));
        Assert.Equal(column.Encode(), stored.Encode());
        for (var slot = 0; slot < 300; slot++)
        {
            Near(column.Get(slot, (byte)slot).HashrateThs, stored.Get(slot, (byte)slot).HashrateThs);
            Near(column.Get(slot, (byte)slot).PowerW, stored.Get(slot, (byte)slot).PowerW);
        }

        static void Near(double? expected, double? actual)
        {
            Assert.Equal(expected is null, actual is null);
            Assert.True(expected is null || Math.Abs(expected.Value - actual!.Value) <= expected.Value * 0.004, $"{expected} became {actual}");
        }
    }

    [Fact]
    public void Late_samples_merge_once_however_often_it_is_tried()
    {
        _shard.Send(T0 + Minute, new Reading("a") { HashrateThs = 100 });
        _shard.Pulse.AdvanceTo(T0 + Hour);
        var column = Assert.Single(_shard.Pulse.ClosedMeans);
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + 2 * Minute, HashrateThs = 300 });

        var once = column.WithLate(_shard.Pulse.LateMeans, 2);
        var twice = once.WithLate(_shard.Pulse.LateMeans, 2);

        Assert.Equal(200, once.Get(0, 1).HashrateThs);
        Assert.Equal(once.Encode(), twice.Encode());
        Assert.Equal(100, column.Get(0, 1).HashrateThs);
    }

    [Fact]
    public void What_was_stored_is_forgotten_and_nothing_else()
    {
        _shard.Send(T0 + Minute, new Reading("a") { HashrateThs = 100 });
        _shard.Send(T0 + 11 * Minute, new Reading("a") { HashrateThs = 100 });
        _shard.Pulse.AdvanceTo(T0 + Hour);
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + 2 * Minute, HashrateThs = 300 });
        var through = _shard.Pulse.LastBlock;
        _shard.Send(T0 + Hour, new Reading("b") { AtMs = T0 + 2 * Minute, HashrateThs = 300 });

        _shard.Pulse.MeansStored([_shard.Pulse.ClosedMeans[0]], through);

        Assert.Equal((T0 / MeansColumn.WidthMs) + 1, Assert.Single(_shard.Pulse.ClosedMeans).Index);
        Assert.Equal(1, Assert.Single(_shard.Pulse.LateMeans).Slot);
    }

    [Fact]
    public void Late_samples_of_a_deleted_miner_do_not_touch_the_next_one_in_its_slot()
    {
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + 2 * Minute, HashrateThs = 300 });
        _shard.Control(T0 + Hour, "a", MinerControl.Retire);
        _shard.Assign(T0 + Hour, "c");

        Assert.Empty(_shard.Pulse.LateMeans);
        Assert.Equal((ushort)0, _shard.AddressOf("c").Slot);
    }

    [Theory]
    [InlineData(24 * Hour - 10 * Minute, 1)]
    [InlineData(24 * Hour, 0)]
    public void Late_samples_older_than_the_history_kept_are_left_out(long ageMs, int kept)
    {
        // Two columns 24 hours apart share a field of the store: the older one would overwrite the newer.
        _shard.Send(T0 + 2 * Day, new Reading("a") { AtMs = T0 + 2 * Day - ageMs, HashrateThs = 1 });

        Assert.Equal(kept, _shard.Pulse.LateMeans.Count);
    }

    [Fact]
    public void Late_samples_beyond_the_limit_are_counted()
    {
        var readings = Enumerable.Range(0, ShardPulse.LateLimit + 3)
            .Select(index => new Reading("a") { AtMs = T0 + 2 * Day - 12 * Hour - index, HashrateThs = 1 }).ToArray();
        _shard.Send(T0 + 2 * Day, readings);

        Assert.Equal((ShardPulse.LateLimit, 3), (_shard.Pulse.LateMeans.Count, _shard.Pulse.LateDropped));
    }
}
