using System.Globalization;
using BenchmarkDotNet.Running;
using MinerMonitor.Benchmarks.Intake;
using MinerMonitor.Benchmarks.Load;

// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- --filter '*Parse*'
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- load http://localhost:5080 KEY 100000 8 20
// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- feeds 20000 30
if (args is ["load", var url, var key, var miners, var connections, var seconds])
{
    return await IntakeLoad.RunAsync(
        new Uri(url),
        key,
        int.Parse(miners, CultureInfo.InvariantCulture),
        int.Parse(connections, CultureInfo.InvariantCulture),
        TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
}

if (args is ["feeds", var rate, var burst])
{
    return await FeedLoad.RunAsync(int.Parse(rate, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(burst, CultureInfo.InvariantCulture)));
}

BenchmarkSwitcher.FromAssembly(typeof(ParseBenchmarks).Assembly).Run(args);
return 0;
