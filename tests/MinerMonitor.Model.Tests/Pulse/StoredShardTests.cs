using System.Globalization;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.TestKit;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>
/// Bytes of a shard's journal, snapshot and history against golden files: what was stored once is read by every later program. After an
/// intended change run the tests with <c>MINERMONITOR_WRITE_GOLDEN=1</c>; the older files stay.
/// </summary>
public sealed class StoredShardTests
{
    private const string SnapshotName = "shard-snapshot";
    private const string ColumnName = "means-column";
    private const string DayName = "ledger-column";

    private static readonly GoldenFolder s_golden = new("MinerMonitor.Model.Tests");

    [Fact]
    public void Journal_blocks_are_written_as_the_newest_golden_files_have_them()
    {
        var journal = Story().Journal;

        foreach (var (number, block) in journal.Index())
        {
            var golden = s_golden.Newest(NameOf(number, block), block, [$"{JournalBlock.KindOf(block)} {JournalBlock.NumberOf(block)} {JournalBlock.AtMsOf(block)}"]);
            Assert.Equal(Convert.ToHexStringLower(golden.Bytes), Convert.ToHexStringLower(block));
        }
    }

    [Fact]
    public void Every_journal_of_the_past_gives_the_shard_that_the_same_story_gives_today()
    {
        var today = Story();
        var names = today.Journal.Index().Select(entry => NameOf(entry.Index, entry.Item)).ToList();
        var versions = names.Select(s_golden.VersionsOf).ToList();
        Assert.All(versions, Assert.NotEmpty);

        for (var version = 1; version <= versions.Max(files => files[^1].Version); version++)
        {
            var restored = NewPulse();
            versions.ForEach(files => restored.Apply(files.Last(file => file.Version <= version || file == files[0]).Bytes));
            restored.AdvanceTo(today.Pulse.NowMs);

            Assert.Equal(Says(today.Pulse), Says(restored));
            Assert.Equal(today.Pulse.Snapshot(), restored.Snapshot());
        }
    }

    [Fact]
    public void Snapshot_is_written_as_the_newest_golden_file_has_it()
    {
        var pulse = Story().Pulse;

        var golden = s_golden.Newest(SnapshotName, pulse.Snapshot(), Says(pulse));

        Assert.Equal(Convert.ToHexStringLower(golden.Bytes), Convert.ToHexStringLower(pulse.Snapshot()));
    }

    [Fact]
    public void Every_snapshot_of_the_past_is_read_whole() => Assert.All(s_golden.VersionsOf(SnapshotName), golden =>
    {
        var restored = NewPulse();
        restored.Restore(golden.Bytes);
        Assert.Empty(golden.Says.Except(Says(restored)));
    });

    [Fact]
    public void Every_column_of_history_of_the_past_is_read_whole()
    {
        var column = new MeansColumn(2_945_376, 3, 7);
        column.Add(0, 1, 400, 2, 4_096, 2); // means that 8 bits of mantissa hold whole
        column.Add(2, 3, 0, 0, 3_072, 1);

        var golden = s_golden.Newest(ColumnName, column.Encode(), Says(column)); // deflated: the bytes are the library's, so only what they say is compared

        Assert.Equal(golden.Says, Says(MeansColumn.Decode(column.Encode())));
        Assert.All(s_golden.VersionsOf(ColumnName), past => Assert.Equal(past.Says, Says(MeansColumn.Decode(past.Bytes))));
    }

    [Fact]
    public void Ledger_column_is_written_as_the_newest_golden_file_has_it_and_every_one_of_the_past_is_read_whole()
    {
        var driver = Story();
        driver.Pulse.AdvanceTo(T0 + Day);
        var (_, column) = driver.Pulse.UnstoredDays.Single();

        var golden = s_golden.Newest(DayName, column, Says(LedgerColumn.Decode(column)));

        Assert.Equal(golden.Says, Says(LedgerColumn.Decode(column)));
        Assert.All(s_golden.VersionsOf(DayName), past => Assert.Equal(past.Says, Says(LedgerColumn.Decode(past.Bytes))));
    }

    [Fact]
    public void Story_has_every_kind_of_block_and_of_control_and_every_golden_file_belongs_to_it()
    {
        var journal = Story().Journal;

        Assert.Equal(Enum.GetValues<JournalBlockKind>().Skip(1), journal.Select(block => JournalBlock.KindOf(block)).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<MinerControl>().Skip(1),
            journal.Where(block => JournalBlock.KindOf(block) == JournalBlockKind.Control).Select(block => (MinerControl)block[JournalBlock.HeaderBytes]).Distinct().Order());
        Assert.Empty(s_golden.Names.Except([.. journal.Index().Select(entry => NameOf(entry.Index, entry.Item)), SnapshotName, ColumnName, DayName]));
    }

    /// <summary>A short life of a shard in which everything is written that can be written.</summary>
    private static ShardDriver Story()
    {
        var driver = new ShardDriver("a", "é", "c", "d");
        driver.Context(T0 + Second, TimeSpan.FromSeconds(60), ("north", new SiteTerms(0.05, 1.1, 0.02, 1.5, 30)), ("süd", new SiteTerms(null)));
        driver.Send(
            T0 + (2 * Second),
            new Reading("a")
            {
                AtMs = T0 + Second, Site = "north", Model = "S21", Firmware = "1.2", Reason = "hot", HashrateThs = 198.5, HashrateWindowSec = 60, NominalThs = 200,
                PowerW = 3_500, PowerSource = PowerSource.Device, State = ReportedState.Curtailed, SharesAccepted = 1_000_001, SharesRejected = 12, SharesStale = 3,
                ShareDifficulty = 65_536, LastShareAtMs = T0, ChipTemperatureC = 71.5, InletTemperatureC = 24.25, UptimeSec = 86_400,
            },
            new Reading("é") { HashrateThs = 100 },
            new Reading("c") { AtMs = T0 - Hour, HashrateThs = 90, PowerW = 3_000, Site = "süd" },
            new Reading("d") { AtMs = T0 + (2 * Minute), HashrateThs = 50, PowerW = 1_500 });
        driver.Commit(Lines(stale: 3, refused: 2, skewed: 1, T0 + (3 * Second)), T0 + (3 * Second));
        driver.Control(T0 + (4 * Second), "a", MinerControl.BeginMaintenance);
        driver.Control(T0 + (5 * Second), "a", MinerControl.EndMaintenance);
        driver.Control(T0 + (6 * Second), "é", MinerControl.OverrideTariff, 0.07);
        driver.Control(T0 + (7 * Second), "c", MinerControl.MoveToSite, text: "north");
        driver.Control(T0 + (8 * Second), "d", MinerControl.Retire);
        driver.Assign(T0 + (9 * Second), "e");
        driver.Send(T0 + (10 * Second), new Reading("e") { HashrateThs = 210, PowerW = 3_600 }, new Reading("a") { AtMs = T0 - Minute, HashrateThs = 199 });
        driver.Prices(T0 + (11 * Second), new LedgerPrices(31.25, 0.00045));
        driver.Changes(
            T0 + (12 * Second), ("a", new MinerChange("Rack é", 0.061, true, "süd", "S19", 195), false), ("é", new MinerChange("", double.NaN, false, null, "", double.NaN), false),
            ("c", MinerChange.None, true));
        driver.Pulse.AdvanceTo(T0 + (5 * Minute)); // all fall silent
        return driver;
    }

    private static byte[] Lines(int stale, int refused, int skewed, long atMs)
    {
        using var writer = new SampleBlockWriter(new TextTable());
        writer.CountLines(stale, refused, skewed);
        return writer.Finish(atMs);
    }

    private static string NameOf(int number, byte[] block) =>
        string.Create(CultureInfo.InvariantCulture, $"journal-{number:00}-{JournalBlock.KindOf(block).ToString().ToLowerInvariant()}");

    private static List<string> Says(ShardPulse pulse)
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"block {pulse.LastBlock} at {pulse.NowMs}"),
            string.Create(CultureInfo.InvariantCulture, $"counted {pulse.AppliedCount} {pulse.MergedCount} {pulse.StaleCount} {pulse.RefusedCount} {pulse.SkewedCount}"),
        };
        for (var slot = 0; slot < pulse.SlotCount; slot++)
        {
            if (pulse.Read(slot) is not { } miner) continue;
            lines.AddRange(typeof(MinerReadout).GetProperties().Select(property => string.Create(
                CultureInfo.InvariantCulture, $"slot {slot} {property.Name} = {property.GetValue(miner) ?? "null"}")));
        }

        lines.AddRange(pulse.Transitions.Select(transition => string.Create(CultureInfo.InvariantCulture, $"transition {transition}")));
        lines.AddRange(pulse.Days(0, int.MaxValue).Where(_ => pulse.Prices != LedgerPrices.Unknown).SelectMany(day => day.Sites.Select(site => string.Create(
            CultureInfo.InvariantCulture, $"day {day.Day}, closed {day.IsClosed}, {day.Samples} samples, site {site.Site}: {site.Sums}"))));
        lines.AddRange(pulse.LateMeans.Select(mean => string.Create(CultureInfo.InvariantCulture, $"late {mean}")));
        return lines;
    }

    private static string[] Says(LedgerColumn column) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"day {column.Day} of {column.Slots} slots"),
        .. Enumerable.Range(0, column.Slots).SelectMany(slot => Enumerable.Range(0, 4).Select(generation => (slot, generation, Sums: column.Get(slot, (byte)generation))))
            .Where(read => read.Sums is not null)
            .Select(read => string.Create(CultureInfo.InvariantCulture, $"slot {read.slot} generation {read.generation}: {read.Sums}")),
    ];

    private static string[] Says(MeansColumn column) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"column {column.Index} of {column.Slots} slots through block {column.LastBlock}"),
        .. Enumerable.Range(0, column.Slots).SelectMany(slot => Enumerable.Range(0, 4).Select(generation => (slot, generation, Mean: column.Get(slot, (byte)generation))))
            .Where(read => read.Mean != (null, null))
            .Select(read => string.Create(CultureInfo.InvariantCulture, $"slot {read.slot} generation {read.generation}: {read.Mean.HashrateThs} TH/s, {read.Mean.PowerW} W")),
    ];
}
