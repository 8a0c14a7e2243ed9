using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>What goes into a block comes out of the shard.</summary>
public sealed class SampleBlockTests
{
    private static readonly Reading s_full = new("a")
    {
        AtMs = T0 + 59 * Second,
        Site = "Büro 1",
        Model = "M60S",
        Firmware = "2026.1",
        Reason = "fan",
        HashrateThs = 180.5,
        HashrateWindowSec = 300,
        NominalThs = 186,
        PowerW = 3_441,
        PowerSource = PowerSource.Meter,
        State = ReportedState.Fault,
        SharesAccepted = 9_007_199_254_740_991,
        SharesRejected = 12,
        SharesStale = 3,
        ShareDifficulty = 1_048_576,
        LastShareAtMs = T0 + 55 * Second,
        ChipTemperatureC = 71.5,
        InletTemperatureC = -12.25,
        UptimeSec = 86_400,
    };

    [Fact]
    public void Every_member_of_a_sample_survives_the_block()
    {
        var shard = new ShardDriver("a");

        shard.Send(T0 + Minute, s_full);

        var readout = shard.Read("a");
        Assert.Equal(
            new MinerReadout
            {
                Miner = "a",
                Site = "Büro 1",
                Model = "M60S",
                Firmware = "2026.1",
                State = MinerState.Fault,
                StateReason = "fan",
                StateSinceMs = T0 + Minute,
                HashrateThs = 180.5,
                HashrateWindowSec = 300,
                NominalHashrateThs = 186,
                PowerW = 3_441,
                PowerSource = PowerSource.Meter,
                EfficiencyJth = 19.06371,
                ChipTemperatureC = 71.5,
                InletTemperatureC = -12.25,
                UptimeSec = 86_400,
                SharesAccepted = 9_007_199_254_740_991,
                SharesRejected = 12,
                SharesStale = 3,
                ShareDifficulty = 1_048_576,
                LastShareAtMs = T0 + 55 * Second,
                AtMs = T0 + 59 * Second,
                HeardAtMs = T0 + Minute,
            },
            readout);
    }

    [Fact]
    public void A_member_that_is_absent_stays_absent()
    {
        var shard = new ShardDriver("a");

        shard.Send(T0 + Minute, new Reading("a") { ChipTemperatureC = 70 });

        Assert.Equal(
            new MinerReadout
            {
                Miner = "a", Site = "unassigned", State = MinerState.Idle, StateSinceMs = T0, ChipTemperatureC = 70,
                AtMs = T0 + Minute, HeardAtMs = T0 + Minute,
            },
            shard.Read("a"));
    }

    [Fact]
    public void Each_member_survives_alone()
    {
        var members = typeof(Reading).GetProperties().Where(property => property.Name is not ("Miner" or "EqualityContract")).ToList();
        foreach (var member in members)
        {
            var reading = new Reading("a");
            member.SetValue(reading, member.GetValue(s_full));
            var shard = new ShardDriver("a", "z");

            // The neighbour behind it reads well only when exactly the bytes of the first one were taken.
            shard.Send(T0 + Minute, reading, new Reading("z") { HashrateThs = 7, Site = "east" });

            Assert.Equal((7.0, "east"), (shard.Read("z").HashrateThs!.Value, shard.Read("z").Site));
        }
    }

    [Fact]
    public void A_copied_sample_lands_in_the_slot_that_its_miner_has_got()
    {
        var shard = new ShardDriver("a", "b");
        var texts = new TextTable();
        using var waiting = new SampleBlockWriter(texts);
        var raw = s_full.ToRaw();
        waiting.Append(0, 0, in raw, T0 + Minute);
        using var block = new SampleBlockWriter(texts);
        var b = shard.AddressOf("b");
        block.AppendCopy(b.Slot, b.Generation, waiting.Written(JournalBlock.HeaderBytes + 28, waiting.Length));

        var result = shard.Commit(block.Finish(T0 + Minute), T0 + Minute);

        Assert.Equal(new BlockResult(1, 0, 0, 0), result);
        Assert.Equal((180.5, "Büro 1"), (shard.Read("b").HashrateThs!.Value, shard.Read("b").Site));
        Assert.Null(shard.Read("a").HashrateThs);
    }

    [Fact]
    public void A_block_carries_no_text_of_another_block_of_its_batch()
    {
        var texts = new TextTable();
        using var waiting = new SampleBlockWriter(texts);
        for (var number = 0; number < 1_000; number++)
        {
            var other = new Reading("a") { HashrateThs = 1, Site = $"site {number}", Reason = $"reason {number}" }.ToRaw();
            waiting.Append(0, 0, in other, T0);
        }

        var from = waiting.Length;
        var raw = s_full.ToRaw();
        waiting.Append(0, 0, in raw, T0);
        using var copied = new SampleBlockWriter(texts);
        copied.AppendCopy(3, 1, waiting.Written(from, waiting.Length));
        using var written = new SampleBlockWriter(texts);
        written.Append(3, 1, in raw, T0);
        using var alone = new SampleBlockWriter(new TextTable());
        alone.Append(3, 1, in raw, T0);

        var block = alone.Finish(T0);

        Assert.Equal(block, copied.Finish(T0));
        Assert.Equal(block, written.Finish(T0));
    }

    [Fact]
    public void A_mark_without_a_text_names_no_site()
    {
        var shard = new ShardDriver("a");
        var raw = new Reading("a") { HashrateThs = 1 }.ToRaw();
        raw.Present |= SampleFields.Site | SampleFields.Model;
        using var writer = new SampleBlockWriter(new TextTable());
        writer.Append(0, 1, in raw, T0 + Second);

        shard.Commit(writer.Finish(T0 + Second), T0 + Second);

        Assert.Equal(("unassigned", null), (shard.Read("a").Site, shard.Read("a").Model));
    }

    [Fact]
    public void Numbers_beyond_reason_do_not_poison_the_sums()
    {
        var shard = new ShardDriver("a", "b");
        shard.Send(T0, new Reading("b") { HashrateThs = 100, PowerW = 1_000 });
        shard.Send(T0 + Second, new Reading("a") { HashrateThs = 1e300, PowerW = 1e300, NominalThs = 1e300 });
        Assert.True(shard.Pulse.TallyOf(0).FreshMhs is > 0 and < long.MaxValue / 4096);
        Assert.Equal(float.MaxValue, shard.Read("a").HashrateThs);

        shard.Send(T0 + 2 * Second, new Reading("a") { HashrateThs = 1, PowerW = 1, NominalThs = 1 });

        Assert.Equal((101_000_000L, 1_001_000L), (shard.Pulse.TallyOf(0).FreshMhs, shard.Pulse.TallyOf(0).PowerMw));
    }

    [Fact]
    public void A_block_of_a_newer_version_is_named()
    {
        var shard = new ShardDriver("a");
        var block = shard.Block(T0, new Reading("a") { HashrateThs = 1 });
        block[0] = 99;

        Assert.Contains("version 99", Assert.Throws<InvalidDataException>(() => shard.Pulse.Apply(block)).Message, StringComparison.Ordinal);
    }
}
