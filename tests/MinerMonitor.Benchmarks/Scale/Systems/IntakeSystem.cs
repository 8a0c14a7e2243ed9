using System.Diagnostics;
using MinerMonitor.Client;

namespace MinerMonitor.Benchmarks.Scale.Systems;

/// <summary>A server process that takes samples over HTTP.</summary>
/// <param name="name">Name in the table, with the version.</param>
/// <param name="process">The server.</param>
/// <param name="url">Its address.</param>
internal abstract class IntakeSystem(string name, Process process, Uri url) : IAsyncDisposable
{
    /// <summary>Name in the table, with the version.</summary>
    public string Name => name;

    /// <summary>The server.</summary>
    public Process Process => process;

    /// <summary>Its address.</summary>
    public Uri Url => url;

    /// <summary>Key to it; null: it wants none.</summary>
    public virtual string? Key => null;

    /// <summary>True for one to compare with.</summary>
    public abstract bool IsPeer { get; }

    /// <summary>Its data folder.</summary>
    public abstract string Folder { get; }

    /// <summary>What an acknowledgement means, and the settings that make it so.</summary>
    public abstract string Durability { get; }

    /// <summary>What is left of a sample.</summary>
    public abstract string Keeps { get; }

    /// <summary>Formats that it takes.</summary>
    public abstract IReadOnlyList<SampleFormat> Formats { get; }

    /// <summary>Path for bodies; null: as the load generator has it.</summary>
    public virtual Uri? Path => null;

    /// <summary>Samples that it has taken so far, by its own count.</summary>
    public abstract Task<long> CountAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
