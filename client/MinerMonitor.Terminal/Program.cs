using MinerMonitor.Terminal;

return await CommandLine.RunAsync(args, Surroundings.OfThisProcess());
