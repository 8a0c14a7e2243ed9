using System.Globalization;
using System.Text;
using MinerMonitor.Model.Pulse;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>Slots, generations and the few texts that a shard keeps.</summary>
public sealed class IdentityTests
{
    [Fact]
    public void A_shard_takes_4096_miners_and_no_more()
    {
        var shard = new ShardDriver([.. Enumerable.Range(0, ShardPulse.Capacity).Select(index => index.ToString(CultureInfo.InvariantCulture))]);

        Assert.Equal((ShardPulse.Capacity, 0), (shard.Pulse.SlotCount, shard.Pulse.FreeSlots));
        Assert.Equal("4095", shard.Pulse.IdOf(4095));
        Assert.Throws<InvalidDataException>(() => shard.Assign(T0, "one too many"));
    }

    [Fact]
    public void The_lowest_free_slot_is_taken_first_and_gets_a_new_generation()
    {
        var shard = new ShardDriver("a", "b", "c");
        shard.Control(T0 + 1, "c", MinerControl.Retire);
        shard.Control(T0 + 2, "a", MinerControl.Retire);
        Assert.Null(shard.Pulse.Read(0));
        Assert.Equal(ShardPulse.Capacity - 1, shard.Pulse.FreeSlots);

        shard.Assign(T0 + 3, "d", "e", "f");

        Assert.Equal(new MinerAddress(0, 0, 2), shard.AddressOf("d"));
        Assert.Equal(new MinerAddress(0, 2, 2), shard.AddressOf("e"));
        Assert.Equal(new MinerAddress(0, 3, 1), shard.AddressOf("f"));
    }

    [Fact]
    public void A_control_for_another_generation_does_nothing()
    {
        var shard = new ShardDriver("a");

        var result = shard.Commit(ControlBlock.Write(MinerControl.Retire, 0, 9, 0, "", T0), T0);

        Assert.Equal(1, result.Moved);
        Assert.NotNull(shard.Pulse.Read(0));
    }

    [Fact]
    public void A_table_of_texts_is_bounded()
    {
        var table = new TextTable();
        for (var index = 0; index < 2 * TextTable.Limit; index++)
        {
            table.Intern($"text {index}");
        }

        Assert.Equal(TextTable.Limit, table.Texts.Count);
        Assert.Equal(TextTable.Overflow, table[table.Intern("one more")]);
        Assert.Equal("text 7", table[table.Intern("text 7"u8)]);
        Assert.Equal(0, table.Intern(""u8));
    }

    [Fact]
    public void A_text_longer_than_any_name_is_cut_and_not_refused()
    {
        var table = new TextTable();

        var number = table.Intern(Encoding.UTF8.GetBytes(new string('x', 5_000)));

        Assert.Equal(new string('x', 85), table[number]);
    }
}
