using System.Text;
using MinerMonitor.Model.Telemetry;
using Xunit;

namespace MinerMonitor.Model.Tests.Telemetry;

public sealed class LineProtocolParserTests
{
    [Fact]
    public void Our_own_names_are_read()
    {
        var sample = ParsedSample.Line(
            """
            samples,miner=r12-07,site=north\ hall,fleet=acme,model=Antminer\ S21,firmware=LuxOS,algo=sha256d hashrateThs=198.5,hashrateWindowSec=300i,nominalHashrateThs=200,powerW=3512.5,powerSource="meter",state="hashing",stateReason="as \"planned\"",sharesAccepted=100u,sharesRejected=2,sharesStale=1,shareDifficulty=262144,lastShareAtMs=1770458699000i,chipTemperatureC=71.5,inletTemperatureC=-4,uptimeSec=86400 1770458700000
            """);

        Assert.Equal(
            new ParsedSample
            {
                Fleet = "acme",
                Miner = "r12-07",
                Site = "north hall",
                Model = "Antminer S21",
                Firmware = "LuxOS",
                AtMs = 1_770_458_700_000,
                HashrateThs = 198.5,
                HashrateWindowSec = 300,
                NominalHashrateThs = 200,
                PowerW = 3512.5,
                PowerSource = PowerSource.Meter,
                State = ReportedState.Hashing,
                StateReason = "as \"planned\"",
                SharesAccepted = 100,
                SharesRejected = 2,
                SharesStale = 1,
                ShareDifficulty = 262144,
                LastShareAtMs = 1_770_458_699_000,
                ChipTemperatureC = 71.5,
                InletTemperatureC = -4,
                UptimeSec = 86400,
            },
            sample);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\r")]
    [InlineData("# a comment, with=signs")]
    public void Blank_lines_and_comments_are_nothing(string line) =>
        Assert.Equal(ParseOutcome.Nothing, new LineProtocolParser().Parse(Encoding.UTF8.GetBytes(line), out _, out _));

    [Theory]
    [InlineData("1770458700000000000")]
    [InlineData("1770458700000000")]
    [InlineData("1770458700000")]
    [InlineData("1770458700")]
    public void The_unit_of_a_time_is_guessed_by_its_size(string time) =>
        Assert.Equal(1_770_458_700_000, ParsedSample.Line($"m,miner=a hashrateThs=1 {time}").AtMs);

    [Theory]
    [InlineData("ns", 5_000_000_000, 5_000)]
    [InlineData("u", 5_000_000_000, 5_000_000)]
    [InlineData("ms", 5_000_000_000, 5_000_000_000)]
    [InlineData("s", 4_102_358_400, 4_102_358_400_000)]
    [InlineData(null, 5_000_000_000, 5_000)]
    [InlineData("s", long.MaxValue, long.MaxValue)]
    public void The_unit_that_was_told_counts_and_nanoseconds_where_nothing_fits(string? precision, long time, long atMs)
    {
        Assert.True(Timestamps.TryParsePrecision(precision, out var unit));

        Assert.Equal(atMs, ParsedSample.Line($"m,miner=a hashrateThs=1 {time}", unit).AtMs);
    }

    [Fact]
    public void A_precision_of_hours_is_not_known() => Assert.False(Timestamps.TryParsePrecision("h", out _));

    [Theory]
    [InlineData("m,miner=a,worker=b,mac=02:00:00:00:00:01,ip=192.0.2.1 hashrate=1", "a", false)]
    [InlineData("m,miner=,worker=b,mac=02:00:00:00:00:01,ip=192.0.2.1 hashrate=1", "b", false)]
    [InlineData("m,mac=c4-08-28-00-a4-1f,ip=192.0.2.1 hashrate=1", "C4:08:28:00:A4:1F", false)]
    [InlineData("m,mac=c4082800a41f,ip=192.0.2.1 hashrate=1", "C4:08:28:00:A4:1F", false)]
    [InlineData("m,mac=None,ip=192.0.2.1 hashrate=1", "192.0.2.1", true)]
    [InlineData("m,mac=00:00:00:00:00:00,ip=192.0.2.1 hashrate=1", "192.0.2.1", true)]
    [InlineData("m,mac=02:55:97:22:3M:72,ip=fe80::1 hashrate=1", "fe80::1", true)]
    public void The_best_identity_counts(string line, string miner, bool isWeak)
    {
        var sample = ParsedSample.Line(line);

        Assert.Equal((miner, isWeak), (sample.Miner, sample.WeakIdentity));
    }

    [Theory]
    [InlineData("hashrate=0,is_mining=false", ReportedState.Idle)]
    [InlineData("hashrate=0,is_mining=true", ReportedState.Idle)]
    [InlineData("wattage=30,is_mining=false", ReportedState.Idle)]
    [InlineData("hashrate=0,is_mining=true,errors.0.error_code=8", ReportedState.Fault)]
    [InlineData("hashrate=99,is_mining=false", ReportedState.Hashing)]
    [InlineData("is_mining=false", ReportedState.Offline)]
    [InlineData("total_chips=None,is_mining=true", ReportedState.Offline)]
    [InlineData("hashrate=99,is_mining=true,state=\"Auto-Tuning\"", ReportedState.Tuning)]
    public void Is_mining_is_believed_only_beside_hashrate(string fields, ReportedState state) =>
        Assert.Equal(state, ParsedSample.Line($"m,ip=192.0.2.1 {fields}").State);

    [Theory]
    [InlineData("wattage=30,is_mining=true")]
    [InlineData("hashrate=99")]
    public void No_state_is_made_up(string fields) => Assert.Null(ParsedSample.Line($"m,ip=192.0.2.1 {fields}").State);

    [Fact]
    public void Fans_that_turn_prove_that_a_device_answered()
    {
        var fault = ParsedSample.LineFault("m,ip=192.0.2.1 fans.0.speed=6000,is_mining=true");

        Assert.Equal(ParseFaultCodes.NoReading, fault.Code);
    }

    [Fact]
    public void An_error_of_a_hashing_machine_is_a_remark_and_further_ones_are_counted()
    {
        var sample = ParsedSample.Line(
            """m,ip=192.0.2.1 hashrate=99,is_mining=true,errors.0.error_code=110,errors.0.error_message="Fan",errors.1.error_code=8,errors.2.error_code=9""");

        Assert.Equal((ReportedState.Hashing, "110: Fan (and 2 more)"), (sample.State, sample.StateReason));
    }

    [Fact]
    public void Sentinels_and_illegal_values_are_absent()
    {
        var sample = ParsedSample.Line(
            "m,miner=a hashrate=1,wattage=0,expected_hashrate=0,env_temp=-273,hashboards.0.chip_temp=-1,hashboards.1.chip_temp=0,fans.1.speed=None,powerW=nan,uptime=inf");

        Assert.Equal(new ParsedSample { Miner = "a", HashrateThs = 1, State = ReportedState.Hashing }, sample);
    }

    [Fact]
    public void Whole_numbers_may_carry_their_type()
    {
        var sample = ParsedSample.Line(
            "m,miner=a hashrate=99i,wattage=3000u,hashboards.0.chip_temp=83i,pools.0.accepted=7i,pools.1.accepted=8i,errors.0.error_code=110i");

        Assert.Equal((99d, 3000d, 83d, 15d, "110"), (sample.HashrateThs!.Value, sample.PowerW!.Value, sample.ChipTemperatureC!.Value, sample.SharesAccepted!.Value, sample.StateReason));
    }

    [Fact]
    public void Vnish_prints_chip_and_board_the_wrong_way_round() => Assert.Equal(
        80, ParsedSample.Line("m,miner=a,firmware=VNish hashrate=1,hashboards.0.temp=80,hashboards.0.chip_temp=60").ChipTemperatureC);

    [Theory]
    [InlineData("""m,miner=a state="ok",stateReason="C:\\" 1770458700""", "C:\\")]
    [InlineData("""m,miner=a stateReason="say "hi", please",state="ok",uptime=1 1770458700""", "say \"hi\", please")]
    [InlineData("""m,miner=a state="ok",stateReason="a\ "b"\ c",,uptime=1""", "a \"b\" c")]
    [InlineData("""m,miner=a state="ok",stateReason="x, y=1" """, "x, y=1")]
    public void Quotes_end_a_text_only_where_something_can_follow(string line, string reason) =>
        Assert.Equal(reason, ParsedSample.Line(line).StateReason);

    [Theory]
    [InlineData("hashrateThs=1", ParseFaultCodes.Malformed, "no '='")]
    [InlineData("m,miner hashrateThs=1", ParseFaultCodes.Malformed, "tag 'miner'")]
    [InlineData("m,miner=a hashrateThs", ParseFaultCodes.Malformed, "field 'hashrateThs'")]
    [InlineData("m,miner=a hashrateThs=fast", ParseFaultCodes.Malformed, "hashrateThs is 'fast'")]
    [InlineData("m,miner=a hashrateThs=true", ParseFaultCodes.Malformed, "not a number")]
    [InlineData("m,miner=a hashrateThs=1 yesterday", ParseFaultCodes.Malformed, "the time 'yesterday'")]
    [InlineData("m,miner=a stateReason=\"open", ParseFaultCodes.Malformed, "not closed")]
    [InlineData("m,miner=a state=\"dancing\"", ParseFaultCodes.OutOfRange, "use hashing, tuning")]
    [InlineData("m,miner=a powerW=1,powerSource=\"guess\"", ParseFaultCodes.OutOfRange, "use meter, device")]
    [InlineData("m,miner=a hashrateThs=1e14", ParseFaultCodes.OutOfRange, "check the unit")]
    [InlineData("m,miner=a hashrateThs=nan,powerW=inf", ParseFaultCodes.NoReading, "NaN")]
    [InlineData("m,site=x hashrateThs=1", ParseFaultCodes.NoIdentity, "tag miner, worker")]
    [InlineData("m,miner=a\u0001 hashrateThs=1", ParseFaultCodes.Malformed, "control character")]
    [InlineData("m,miner=a,algo=Scrypt hashrateThs=1", ParseFaultCodes.Algorithm, "Scrypt")]
    public void A_refusal_names_fault_and_remedy(string line, string code, string words)
    {
        var fault = ParsedSample.LineFault(line);

        Assert.Equal(code, fault.Code);
        Assert.Contains(words, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_may_have_128_bytes_and_no_more()
    {
        Assert.Equal(128, ParsedSample.Line($"m,miner={new string('x', 128)} hashrateThs=1").Miner!.Length);
        Assert.Equal(ParseFaultCodes.OutOfRange, ParsedSample.LineFault($"m,miner={new string('x', 129)} hashrateThs=1").Code);
    }

    [Fact]
    public void A_long_reason_is_cut_between_characters()
    {
        var sample = ParsedSample.Line($"m,miner=a state=\"ok\",stateReason=\"x{new string('é', 200)}\"");

        Assert.Equal("x" + new string('é', 127), sample.StateReason);
    }

    [Fact]
    public void A_good_line_allocates_nothing()
    {
        var line = Encoding.UTF8.GetBytes(@"m,mac=02:00:00:00:00:01,make=AntMiner,model=S19k\ Pro hashrate=56.92,wattage=1051,pools.0.accepted=7,is_mining=true 1770458700000000000");
        var parser = new LineProtocolParser();
        parser.Parse(line, out _, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = parser.Parse(line, out _, out _);

        Assert.Equal((ParseOutcome.Sample, 0L), (outcome, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
