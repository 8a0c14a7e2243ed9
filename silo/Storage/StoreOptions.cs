namespace MinerMonitor.Silo.Storage;

/// <summary>Configuration section <c>Monitor</c>: where state is kept.</summary>
/// <remarks><c>Monitor:Store</c> itself is the kind, so that <c>Monitor__Store=redis</c> is all it takes; the rest stands below it.</remarks>
internal sealed class StoreOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Store";

    /// <summary><c>embedded</c>: inside this process, one silo. <c>redis</c>: an outside Redis, as many silos as one likes. Default: embedded.</summary>
    public string Kind { get; set; } = Embedded;

    /// <summary>Connection string of the outside Redis, in StackExchange.Redis' form, for example <c>db.example:6380,ssl=true,password=…</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Memory that the embedded store may fill, bytes. Default: half of the machine's memory.</summary>
    public long? MemoryBudgetBytes { get; set; }

    /// <summary>Share of the budget at which intake is refused, fraction. Default: 0.8.</summary>
    public double RefuseAtShareOfBudget { get; set; } = 0.8;

    /// <summary>Intake is refused while the disk of the data folder has less than this free, percent. Default: 10.</summary>
    public double MinimumFreeDiskPercent { get; set; } = 10;

    /// <summary>The embedded store writes a checkpoint, and drops the log before it, this often. Default: 5 minutes.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A write that takes longer is given up; nobody knows then whether it is there. Default: 5 seconds.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Value of <see cref="Kind"/>.</summary>
    public const string Embedded = "embedded";

    /// <summary>Value of <see cref="Kind"/>.</summary>
    public const string Redis = "redis";

    /// <summary>Reads the section; the kind is its own value.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it and what to write.</exception>
    public static StoreOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var options = section.Get<StoreOptions>() ?? new StoreOptions();
        options.Kind = section.Value ?? options.Kind;
        if (options.Kind is not (Embedded or Redis))
        {
            throw new InvalidOperationException($"{Section} is '{options.Kind}'; write '{Embedded}' or '{Redis}'.");
        }

        if (options.Kind == Redis && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new InvalidOperationException($"{Section} is '{Redis}', but {Section}:ConnectionString is empty; write for example 'localhost:6379'.");
        }

        if (options.MemoryBudgetBytes is < 64 << 20)
        {
            throw new InvalidOperationException($"{Section}:MemoryBudgetBytes is {options.MemoryBudgetBytes}; the embedded store needs at least {64 << 20} bytes.");
        }

        return options;
    }
}
