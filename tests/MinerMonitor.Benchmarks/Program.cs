using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/MinerMonitor.Benchmarks -- --filter '*Parse*'
BenchmarkSwitcher.FromAssembly(typeof(MinerMonitor.Benchmarks.Intake.ParseBenchmarks).Assembly).Run(args);
