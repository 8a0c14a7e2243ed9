using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using MinerMonitor.Model.Telemetry;
using Xunit;

namespace MinerMonitor.Model.Tests.Telemetry;

public sealed class SampleParserProperties
{
    private static readonly string[] s_seeds =
    [
        """miner_data,ip=192.0.2.11,mac=None,make=AntMiner,model=S19\ Pro,firmware=,algo=SHA256 ,,hashrate=110.5,total_chips=0,is_mining=true,hashboards.0.chip_temp=70,fans.1.speed=None,pools.0.accepted=4057,errors.0.error_code=0,errors.0.error_message="Fan\ "1"\ lost" 1770458700000000000""",
        """{"fleet":"acme","miner":"r\u0031","site":"n","atMs":1770458700000,"hashrateThs":198.5,"powerW":"3512","state":"ok","stateReason":"a \"b\"","x":[{"y":[1,2]}]}""",
    ];

    [Property(MaxTest = 500)]
    public void Random_bytes_never_throw(byte[] bytes)
    {
        Outcome(new LineProtocolParser(), bytes);
        Outcome(new SampleJsonParser(), bytes);
        Outcome(new SampleJsonParser(), [(byte)'{', .. bytes]);
    }

    [Fact]
    public void Mutated_lines_never_throw()
    {
        var random = new Random(20260207);
        byte[] spice = [.. "\\\"=, {}[]:\n\r\0-+.eN"u8, 0x80, 0xff];
        var line = new LineProtocolParser();
        var json = new SampleJsonParser();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(s_seeds[round % s_seeds.Length]);
            for (var mutation = random.Next(1, 6); mutation > 0; mutation--)
            {
                bytes[random.Next(bytes.Length)] = spice[random.Next(spice.Length)];
            }

            var cut = bytes.AsSpan(0, random.Next(1, bytes.Length + 1)).ToArray();
            Outcome(line, cut);
            Outcome(json, cut);
        }
    }

    [Property(MaxTest = 500)]
    public void Numbers_are_read_as_the_runtime_reads_them(double value)
    {
        foreach (var text in (string[])[value.ToString("R", CultureInfo.InvariantCulture), value.ToString("F6", CultureInfo.InvariantCulture)])
        {
            Assert.True(Numerals.TryParse(Encoding.UTF8.GetBytes(text), out var parsed), text);
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), parsed);
        }
    }

    [Property(MaxTest = 300)]
    public void Json_and_line_protocol_of_one_sample_agree(uint id, uint milliThs, uint watts, short inletC, uint accepted, bool hasPower, int state)
    {
        var hashrate = (milliThs / 1000.0).ToString("R", CultureInfo.InvariantCulture);
        string[] words = ["hashing", "tuning", "idle", "curtailed", "fault", "offline", "maintenance"];
        var word = words[(int)((uint)state % words.Length)];
        var inlet = inletC % 100;
        var miner = $"rack {id}, \"slot\" = {watts}";

        var escaped = miner.Replace(" ", "\\ ", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
        var line = $"m,miner={escaped} hashrateThs={hashrate},inletTemperatureC={inlet},sharesAccepted={accepted}i,state=\"{word}\""
            + (hasPower ? $",powerW={watts},powerSource=\"meter\"" : "") + $" {1_770_458_700_000 + accepted}";
        var json = $$"""{"miner":{{JsonSerializer.Serialize(miner)}},"hashrateThs":{{hashrate}},"inletTemperatureC":{{inlet}},"sharesAccepted":{{accepted}},"state":"{{word}}","""
            + (hasPower ? $"\"powerW\":{watts},\"powerSource\":\"meter\"," : "") + $"\"atMs\":{1_770_458_700_000 + accepted}}}";

        Assert.Equal(ParsedSample.Json(json), ParsedSample.Line(line));
    }

    private static void Outcome(ISampleParser parser, byte[] bytes)
    {
        var outcome = parser.Parse(bytes, out var sample, out var fault);
        Assert.Equal(outcome == ParseOutcome.Fault, fault.Reason is not null);
        if (outcome == ParseOutcome.Sample)
        {
            Assert.NotNull(ParsedSample.From(in sample).Miner);
        }
    }
}
