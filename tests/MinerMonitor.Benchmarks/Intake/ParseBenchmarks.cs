using System.Text;
using BenchmarkDotNet.Attributes;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Benchmarks.Intake;

/// <summary>Time and bytes a sample to read each format: lines of about 100 bytes, and one as pyasic prints it, about 1,300.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private const int Samples = 1_000;

    private readonly LineProtocolParser _lineParser = new();
    private readonly SampleJsonParser _jsonParser = new();
    private byte[][] _lines = [];
    private byte[][] _objects = [];
    private byte[] _pyasic = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _lines = new byte[Samples][];
        _objects = new byte[Samples][];
        for (var i = 0; i < Samples; i++)
        {
            var hashrate = (190 + (random.NextDouble() * 20)).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
            var power = 3400 + random.Next(200);
            var chip = 60 + random.Next(20);
            var atMs = 1_770_458_700_000 + i;
            _lines[i] = Encoding.UTF8.GetBytes($"m,miner=rack{i:D6},site=north hashrateThs={hashrate},powerW={power},chipTemperatureC={chip} {atMs}");
            _objects[i] = Encoding.UTF8.GetBytes(
                $$"""{"miner":"rack{{i:D6}}","site":"north","atMs":{{atMs}},"hashrateThs":{{hashrate}},"powerW":{{power}},"chipTemperatureC":{{chip}}}""");
        }

        var pyasic = new StringBuilder(@"miner_data,ip=192.0.2.10,mac=C4:08:28:00:A4:19,make=WhatsMiner,model=M30S++\ V10,firmware=Stock,algo=SHA256 uptime=10154,expected_hashrate=68.8,hashrate=67.38");
        for (var board = 0; board < 3; board++)
        {
            pyasic.Append(System.Globalization.CultureInfo.InvariantCulture,
                $",hashboards.{board}.hashrate=22.1,hashboards.{board}.temp=70,hashboards.{board}.chip_temp=83,hashboards.{board}.chips=105,hashboards.{board}.expected_chips=255");
        }

        pyasic.Append(",temperature_avg=71,wattage=3417,wattage_limit=3500,fans.0.speed=6450,fans.1.speed=6480,total_chips=315,efficiency=51,is_mining=true");
        for (var pool = 0; pool < 3; pool++)
        {
            pyasic.Append(System.Globalization.CultureInfo.InvariantCulture,
                $",pools.{pool}.url=\"stratum+tcp://btc.example.pool:3333\",pools.{pool}.accepted=2338,pools.{pool}.rejected=0,pools.{pool}.active=true,pools.{pool}.alive=true,pools.{pool}.user=\"example.worker\"");
        }

        _pyasic = Encoding.UTF8.GetBytes(pyasic.Append(" 1770458700000000000").ToString());
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Samples)]
    public double LineProtocol()
    {
        var sum = 0.0;
        foreach (var line in _lines)
        {
            sum += _lineParser.Parse(line, out var sample, out _) == ParseOutcome.Sample ? sample.HashrateThs : throw new InvalidOperationException("refused");
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Samples)]
    public double Json()
    {
        var sum = 0.0;
        foreach (var item in _objects)
        {
            sum += _jsonParser.Parse(item, out var sample, out _) == ParseOutcome.Sample ? sample.HashrateThs : throw new InvalidOperationException("refused");
        }

        return sum;
    }

    [Benchmark]
    public double Pyasic() =>
        _lineParser.Parse(_pyasic, out var sample, out _) == ParseOutcome.Sample ? sample.HashrateThs : throw new InvalidOperationException("refused");
}
