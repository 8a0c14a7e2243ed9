using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("sign-in --url http://localhost:5080 --key k")]
    [InlineData("sign-in --forget")]
    [InlineData("fleet add acme --world live --operator host --report-interval-sec 600 --count-in-sector")]
    [InlineData("fleet list --json")]
    [InlineData("fleet show acme")]
    [InlineData("fleet remove acme --yes")]
    [InlineData("fleet treasury add acme --date 2026-02-05 --mined-btc 0.4 --sold-btc 0.1 --held-btc 12.5 --proceeds-usd 7000 --note payroll --source desk")]
    [InlineData("fleet treasury show acme --json")]
    [InlineData("fleet treasury remove acme --date 2026-02-05")]
    [InlineData("site set acme north --tariff-usd-kwh 0.05 --pue 1.1 --pool-fee-percent 1.5 --other-cost-usd-ph-day 2 --assumed-efficiency-jth 30")]
    [InlineData("miner import acme miners.csv --json")]
    [InlineData("miner set acme --miner r1/07 --label loud --move-to north --maintenance true --tariff-usd-kwh 0.06 --set-model S21 --nominal-ths 200")]
    [InlineData("miner set acme --site north --state fault --model S21 --under-water true --text r1 --maintenance false")]
    [InlineData("miner remove acme --all --yes")]
    [InlineData("site set acme north --time-zone America/Chicago --band daily,00:00-24:00,0.05")]
    [InlineData("site set acme north --index-zone ERCOT/HB_WEST --index-multiplier 1.05 --index-adder-usd-kwh 0.012 --floor-usd-kwh -0.01 --cap-usd-kwh 0.2 --max-age-sec 3600 --fallback-usd-kwh 0.06 --fallback-for-sec 86400")]
    [InlineData("key add sensor --scope fleet:acme:write --expires-in-days 30")]
    [InlineData("key list")]
    [InlineData("key remove k1")]
    [InlineData("observe price --usd 70000 --venue kraken --world live --source me --origin article --at 2026-02-05T00:00:00Z")]
    [InlineData("observe etf --date 2026-02-03 --net-flow-usd-m -272 --provisional")]
    [InlineData("observe energy --zone ERCOT --usd-mwh -12.5")]
    [InlineData("watch")]
    [InlineData("watch sector fleet/acme blocks --world feb-2026 --json --position-file p.json --mode every --count 3")]
    [InlineData("import history a.csv b.csv --world live --source me")]
    [InlineData("import samples a.ndjson --fleet acme --format ndjson")]
    [InlineData("export history daily --out a.csv")]
    [InlineData("export series sector/stress --from 2026-02-01 --to 2026-02-05 --step-sec 600 --out a.csv")]
    [InlineData("export miners acme --site north --out a.csv")]
    [InlineData("replay feb-2026 --speed 3600 --from 2026-02-05T13:00:00Z --keep")]
    [InlineData("backtest --data ../shared/data --out b.csv")]
    public void Understands_the_documented_commands(string line)
    {
        using var run = new Run();

        var parse = CommandLine.Build(new CommandHost(SurroundingsOf(run))).Parse(line);

        Assert.Empty(parse.Errors);
    }

    [Theory]
    [InlineData("fleet lst", "miner-monitor: Required command was not provided. Unrecognized command or argument 'lst'. See 'miner-monitor fleet --help'.\n")]
    [InlineData("observe price", "miner-monitor: Option '--usd' is required. See 'miner-monitor observe price --help'.\n")]
    [InlineData("observe price --usd seventy", "miner-monitor: Cannot parse argument 'seventy' for option '--usd' as expected type 'System.Double'. See 'miner-monitor observe price --help'.\n")]
    [InlineData("watch --url nowhere", "miner-monitor: 'nowhere' is no address of a server; give --url http://localhost:5080 or the like.\n")]
    [InlineData("observe liquidations --side long", "miner-monitor: An event needs both --side and --notional-usd.\n")]
    [InlineData("observe liquidations", "miner-monitor: Give --rolling-24h-usd, or --side and --notional-usd.\n")]
    [InlineData("fleet treasury remove acme --date 5.2.2026", "miner-monitor: '5.2.2026' is not a day; write it as 2026-02-05. See 'miner-monitor fleet treasury remove --help'.\n")]
    [InlineData("site set acme north --time-zone UTC --band mon-fry,00:00-24:00,0.05", "miner-monitor: --band 'mon-fry,00:00-24:00,0.05': 'mon-fry' names no days; write daily, mon-fri or sat+sun.\n")]
    [InlineData("site set acme north --band daily,00:00-24:00,0.05", "miner-monitor: --band, --time-zone and --otherwise-usd-kwh belong together: give --time-zone and at least one --band.\n")]
    [InlineData("site set acme north --cap-usd-kwh 0.05", "miner-monitor: --cap-usd-kwh and its like need --index-zone, the zone of the energy market.\n")]
    [InlineData("replay --speed 0", "miner-monitor: --speed lies above 0 and at most at 3600 world seconds per second.\n")]
    [InlineData("import history nowhere.csv", "miner-monitor: There is no file nowhere.csv.\n")]
    [InlineData("miner set acme --site north", "miner-monitor: Say what to set: --label, --move-to, --maintenance, --tariff-usd-kwh, --set-model or --nominal-ths.\n")]
    [InlineData("miner set acme --maintenance true", "miner-monitor: Say which miners are meant: --miner, --site, --state, --model, --under-water or --text; or --all for every one.\n")]
    [InlineData("miner remove acme --miner a --site north", "miner-monitor: --miner names one; leave the filters out.\n")]
    [InlineData("miner import acme nowhere.csv", "miner-monitor: There is no file nowhere.csv.\n")]
    [InlineData("fleet remove acme", "miner-monitor: Removing acme deletes its miners and history; add --yes to do so.\n")]
    public async Task Says_in_one_sentence_what_is_wrong_with_the_command_line(string line, string sentence)
    {
        using var run = new Run();

        var code = await run.DoAsync(line.Split(' '));

        Assert.Equal((ExitCodes.Usage, sentence, ""), (code, run.Error, run.Out));
    }

    [Fact]
    public async Task Says_that_nobody_is_there_when_the_server_is_down()
    {
        using var run = new Run();

        var code = await run.DoAsync("watch", "--url", "http://127.0.0.1:1");

        Assert.Equal(
            (ExitCodes.Unreachable, "miner-monitor: Cannot reach http://127.0.0.1:1: Connection refused. Is the server running, and is the address right?\n"),
            (code, run.Error));
    }

    [Fact]
    public async Task Help_lists_commands_and_exit_codes()
    {
        using var run = new Run();

        var code = await run.DoAsync("--help");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains(ExitCodes.Help, run.Out, StringComparison.Ordinal);
        Assert.All(["sign-in", "fleet", "site", "miner", "key", "observe", "watch", "import", "export", "replay", "backtest"], command => Assert.Contains($"  {command}", run.Out, StringComparison.Ordinal));
    }

    private static Surroundings SurroundingsOf(Run run) => new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        In = TextReader.Null,
        IsInteractive = false,
        CanAsk = false,
        Variable = _ => null,
        ConfigFolder = run.ConfigFolder,
    };
}
