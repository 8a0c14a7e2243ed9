using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>A shard is a snapshot and a journal: together they give the same shard, to the last bit.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(21, 0)]
    [InlineData(22, 500)]
    [InlineData(23, 1_700)]
    [InlineData(24, 1_999)]
    public void Snapshot_and_replay_give_the_original(int seed, int snapshotAt)
    {
        var original = new RandomShard(seed);
        var snapshot = original.Driver.Pulse.Snapshot();
        for (var step = 0; step < 2_000; step++)
        {
            original.Step();
            if (step == snapshotAt)
            {
                snapshot = original.Driver.Pulse.Snapshot();
            }
        }

        var restored = ShardDriver.NewPulse();
        restored.Restore(snapshot);
        foreach (var block in original.Driver.Journal)
        {
            restored.Apply(block); // those that the snapshot holds are passed over
        }

        restored.AdvanceTo(original.Driver.Pulse.NowMs);
        AssertEqual(original.Driver.Pulse, restored);
    }

    [Fact]
    public void A_restored_shard_goes_on_as_the_original_does()
    {
        var original = new RandomShard(31);
        for (var step = 0; step < 1_000; step++)
        {
            original.Step();
        }

        var restored = ShardDriver.NewPulse();
        restored.Restore(original.Driver.Pulse.Snapshot());
        AssertEqual(original.Driver.Pulse, restored);

        var known = original.Driver.Journal.Count;
        for (var step = 0; step < 1_000; step++)
        {
            original.Step();
        }

        original.Driver.Journal.Skip(known).ToList().ForEach(block => restored.Apply(block));
        restored.AdvanceTo(original.Driver.Pulse.NowMs);
        AssertEqual(original.Driver.Pulse, restored);
    }

    [Fact]
    public void A_snapshot_of_a_newer_version_is_named()
    {
        var snapshot = new ShardDriver("a").Pulse.Snapshot();
        snapshot[0] = 99;

        var fault = Assert.Throws<InvalidDataException>(() => ShardDriver.NewPulse().Restore(snapshot));
        Assert.Contains("version 99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_snapshot_gives_the_original_and_one_that_was_stored_before_it_was_packed_does_too()
    {
        var original = new RandomShard(41);
        for (var step = 0; step < 1_000; step++)
        {
            original.Step();
        }

        var (packed, plain) = (ShardDriver.NewPulse(), ShardDriver.NewPulse());
        PackedSnapshot.Restore(packed, PackedSnapshot.Of(original.Driver.Pulse, 0));
        PackedSnapshot.Restore(plain, original.Driver.Pulse.Snapshot());

        AssertEqual(original.Driver.Pulse, packed);
        AssertEqual(original.Driver.Pulse, plain);
    }

    [Fact]
    public void A_packed_snapshot_that_is_cut_off_is_refused_not_taken_for_a_smaller_shard()
    {
        var packed = PackedSnapshot.Of(new ShardDriver("a", "b").Pulse, 0);

        Assert.ThrowsAny<IOException>(() => PackedSnapshot.Restore(ShardDriver.NewPulse(), packed[..(packed.Length / 2)]));
    }

    private static void AssertEqual(ShardPulse expected, ShardPulse actual)
    {
        for (var slot = 0; slot < expected.SlotCount; slot++)
        {
            Assert.Equal(expected.Read(slot), actual.Read(slot));
        }

        Assert.Equal(expected.Transitions, actual.Transitions);
        Assert.Equal(expected.LateMeans, actual.LateMeans);
        for (var site = 0; site < expected.CountCurves().Count; site++)
        {
            Assert.Equivalent(expected.TallyOf(site), actual.TallyOf(site), strict: true);
        }

        Assert.Equal(expected.FreeSlots, actual.FreeSlots);
        Assert.Equal(expected.Snapshot(), actual.Snapshot());
    }
}
