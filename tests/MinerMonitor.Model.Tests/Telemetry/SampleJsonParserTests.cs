using System.Text;
using MinerMonitor.Model.Telemetry;
using Xunit;

namespace MinerMonitor.Model.Tests.Telemetry;

public sealed class SampleJsonParserTests
{
    [Fact]
    public void Every_member_is_read() => Assert.Equal(
        new ParsedSample
        {
            Fleet = "acme",
            Miner = "r12-07",
            Site = "north \"hall\"",
            Model = "Antminer S21",
            Firmware = "LuxOS",
            AtMs = 1_770_458_700_000,
            HashrateThs = 198.5,
            HashrateWindowSec = 300,
            NominalHashrateThs = 200,
            PowerW = 3512.5,
            PowerSource = PowerSource.Estimate,
            State = ReportedState.Curtailed,
            StateReason = "grid",
            SharesAccepted = 100,
            SharesRejected = 2,
            SharesStale = 1,
            ShareDifficulty = 262144,
            LastShareAtMs = 1_770_458_699_000,
            ChipTemperatureC = 71.5,
            InletTemperatureC = -4,
            UptimeSec = 86400,
        },
        ParsedSample.Json(
            """
            {"fleet":"acme","miner":"r12-07","site":"north \"hall\"","model":"Antminer S21","firmware":"LuxOS","algo":"SHA-256","atMs":1770458700000,
             "hashrateThs":198.5,"hashrateWindowSec":300,"nominalHashrateThs":200.0,"powerW":"3512.5","powerSource":"estimate","state":"soft-off",
             "stateReason":"grid","sharesAccepted":1e2,"sharesRejected":2,"sharesStale":1,"shareDifficulty":262144,"lastShareAtMs":"1770458699000",
             "chipTemperatureC":71.5,"inletTemperatureC":-4,"uptimeSec":86400,"fans":[{"rpm":6000}],"note":null}
            """));

    [Fact]
    public void Of_a_member_given_twice_the_last_counts() => Assert.Equal(
        new ParsedSample { Miner = "b", HashrateThs = 2 },
        ParsedSample.Json("""{"miner":"a","hashrateThs":1,"powerW":5,"miner":"b","hashrateThs":2,"powerW":null}"""));

    [Fact]
    public void Escaped_names_are_names() =>
        Assert.Equal(1, ParsedSample.Json("""{"miner":"a","hashrateTh\u0073":1}""").HashrateThs);

    [Theory]
    [InlineData("""{"miner":"a","hashrateThs":NaN}""", ParseFaultCodes.Malformed, "hashrateThs is not a finite number")]
    [InlineData("""{"miner":"a","hashrateThs":-Infinity}""", ParseFaultCodes.Malformed, "hashrateThs is not a finite number")]
    [InlineData("""{"miner":"a","hashrateThs":"NaN"}""", ParseFaultCodes.OutOfRange, "hashrateThs is not a finite number")]
    [InlineData("""{"miner":"a","hashrateThs":1e999}""", ParseFaultCodes.OutOfRange, "hashrateThs is not a finite number")]
    [InlineData("""{"miner":"a","hashrateThs":-1}""", ParseFaultCodes.OutOfRange, "cannot be negative")]
    [InlineData("""{"miner":"a","hashrateThs":1e12}""", ParseFaultCodes.OutOfRange, "check the unit")]
    [InlineData("""{"miner":"a","hashrateThs":true}""", ParseFaultCodes.Malformed, "hashrateThs is 'true', not a number")]
    [InlineData("""{"miner":"a","hashrateThs":{"value":1}}""", ParseFaultCodes.Malformed, "hashrateThs is an object")]
    [InlineData("""{"miner":12,"hashrateThs":1}""", ParseFaultCodes.Malformed, "miner is '12', not a text")]
    [InlineData("""{"miner":"a","atMs":"noon","hashrateThs":1}""", ParseFaultCodes.Malformed, "atMs is 'noon'")]
    [InlineData("""{"miner":"a","atMs":1.5,"hashrateThs":1}""", ParseFaultCodes.Malformed, "whole number")]
    [InlineData("""{"miner":"a","state":"dancing"}""", ParseFaultCodes.OutOfRange, "use hashing")]
    [InlineData("""{"miner":"a","algo":"Scrypt","hashrateThs":1}""", ParseFaultCodes.Algorithm, "Scrypt")]
    [InlineData("""{"hashrateThs":1}""", ParseFaultCodes.NoIdentity, "miner")]
    [InlineData("""{"miner":"","hashrateThs":1}""", ParseFaultCodes.NoIdentity, "miner")]
    [InlineData("""{"miner":"a"}""", ParseFaultCodes.NoReading, "hashrateThs")]
    [InlineData("""{"miner":"a","hashrateThs":1""", ParseFaultCodes.Malformed, "after member hashrateThs")]
    [InlineData("""{"miner":"a","hashrateThs":1} {""", ParseFaultCodes.Malformed, "not valid JSON")]
    [InlineData("""{"miner":"\ud800","hashrateThs":1}""", ParseFaultCodes.Malformed, "member miner")]
    [InlineData("""{"miner":"a\u0007","hashrateThs":1}""", ParseFaultCodes.Malformed, "control character")]
    [InlineData("42", ParseFaultCodes.Malformed, "not a sample")]
    public void A_refusal_names_fault_and_remedy(string json, string code, string words)
    {
        var fault = ParsedSample.JsonFault(json);

        Assert.Equal(code, fault.Code);
        Assert.Contains(words, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blank_line_is_nothing() =>
        Assert.Equal(ParseOutcome.Nothing, new SampleJsonParser().Parse(" \r"u8, out _, out _));

    [Fact]
    public void A_good_object_allocates_nothing()
    {
        var json = Encoding.UTF8.GetBytes("""{"miner":"a","atMs":1770458700000,"hashrateThs":198.5,"powerW":3512.5,"state":"hashing","model":"Antminer S21"}""");
        var parser = new SampleJsonParser();
        parser.Parse(json, out _, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = parser.Parse(json, out _, out _);

        Assert.Equal((ParseOutcome.Sample, 0L), (outcome, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
