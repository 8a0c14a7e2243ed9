using System.Globalization;
using BenchmarkDotNet.Running;
using MinerMonitor.Benchmarks.Durability;
using MinerMonitor.Benchmarks.Economics;
using MinerMonitor.Benchmarks.FanOut;
using MinerMonitor.Benchmarks.FanOut.Systems;
using MinerMonitor.Benchmarks.FanOut.Viewers;
using MinerMonitor.Benchmarks.Intake;
using MinerMonitor.Benchmarks.Load;
using MinerMonitor.Benchmarks.Scale;

// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- --filter '*Parse*'
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- feeds 20000 30
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- kills 20
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- kills 20 --store redis
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- fill 3
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- disk 3 256
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- fanout 10000 20 --rounds 5
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- scale --scale-miners 5000000
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- what-if 5000000
if (args is ["feeds", var rate, var burst])
{
    return await FeedLoad.RunAsync(int.Parse(rate, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(burst, CultureInfo.InvariantCulture)));
}

if (args is ["kills", var kills, .. var store] && store is [] or ["--store", "embedded" or "redis"])
{
    return await KillLane.RunAsync(int.Parse(kills, CultureInfo.InvariantCulture), isRedis: store is [_, "redis"]);
}

if (args is ["fill", var fills])
{
    return await FillLane.RunMemoryAsync(int.Parse(fills, CultureInfo.InvariantCulture));
}

if (args is ["disk", var disks, var sizeMiB])
{
    return await FillLane.RunDiskAsync(int.Parse(disks, CultureInfo.InvariantCulture), int.Parse(sizeMiB, CultureInfo.InvariantCulture));
}

if (args is ["fanout", _, _, ..])
{
    return await FanOutBench.RunAsync(FanOutOptions.Parse(args.AsSpan(1)));
}

// The two that follow are parts of fanout, in processes of their own.
if (args is ["fanout-bare", var payload])
{
    return await BareSignalRServer.RunAsync(payload);
}

if (args is ["fanout-viewers", var protocol, var port, var count, var reads])
{
    return ViewerProcess.Run(protocol, int.Parse(port, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), reads == "reads");
}

if (args is ["scale", ..])
{
    return await ScaleBench.RunAsync(ScaleOptions.Parse(args.AsSpan(1)));
}

if (args is ["what-if", var miners])
{
    return WhatIfBench.Run(int.Parse(miners, CultureInfo.InvariantCulture));
}

BenchmarkSwitcher.FromAssembly(typeof(ParseBenchmarks).Assembly).Run(args);
return 0;
