using Spectre.Console;

namespace MinerMonitor.Terminal;

/// <summary>What the program finds around it: streams, environment, clock. Tests give it their own.</summary>
internal sealed class Surroundings
{
    /// <summary>Columns when the output is no terminal: wide enough that tables are not cut.</summary>
    private const int PipedWidth = 200;

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>True when a person looks at the output: colours, live views and progress bars.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>True when a person can be asked for input.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>Value of an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Folder of the stored sign-in.</summary>
    public required string ConfigFolder { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Console of the results.</summary>
    public IAnsiConsole Console => _console ??= MakeConsole(Out, IsInteractive);

    private IAnsiConsole? _console;

    public static Surroundings OfThisProcess() => new()
    {
        Out = System.Console.Out,
        Error = System.Console.Error,
        In = System.Console.In,
        IsInteractive = !System.Console.IsOutputRedirected,
        CanAsk = !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected,
        Variable = Environment.GetEnvironmentVariable,
        // Not verified: on a fresh account the folder is not there yet, and an empty answer would put the key into the working folder.
        ConfigFolder = Path.GetFullPath(Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "miner-monitor")),
    };

    private static IAnsiConsole MakeConsole(TextWriter writer, bool isInteractive)
    {
        if (isInteractive)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = PipedWidth;
        return console;
    }
}
