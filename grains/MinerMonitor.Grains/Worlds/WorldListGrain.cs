using System.Collections.Immutable;
using System.Security.Cryptography;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Worlds;

/// <inheritdoc cref="IWorldListGrain"/>
/// <remarks>
/// Reentrant: making a copy takes a second and must not keep others waiting, and a copy that ends calls back. Safe, since the set is only
/// touched between awaits, and a copy is in it before it is made.
/// </remarks>
[GrainType("world-list"), Reentrant]
internal sealed class WorldListGrain(TimeProvider time) : Grain, IWorldListGrain
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int NameLength = 12; // 60 bits

    private readonly Dictionary<string, long> _copies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<WorldView?> CreateAsync(string scenario, double speed, long? fromMs)
    {
        DropLapsed();
        if (_copies.Count >= IWorldListGrain.MaxCopies)
        {
            return null;
        }

        var world = $"{scenario}{WorldName.CopySeparator}{RandomNumberGenerator.GetString(Alphabet, NameLength)}";
        _copies[world] = time.GetTimestamp();
        try
        {
            return await GrainFactory.GetGrain<IReplayGrain>(world).CreateAsync(speed, fromMs);
        }
        catch
        {
            _copies.Remove(world);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(string world)
    {
        _copies[world] = time.GetTimestamp();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(string world)
    {
        _copies.Remove(world);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<string>> ListAsync()
    {
        DropLapsed();
        return ValueTask.FromResult<ImmutableArray<string>>([.. _copies.Keys.Order(StringComparer.Ordinal)]);
    }

    private void DropLapsed()
    {
        // A copy whose grain was lost says nothing any more.
        foreach (var (world, keptAt) in _copies)
        {
            if (time.GetElapsedTime(keptAt) > ReplayGrain.IdleLimit)
            {
                _copies.Remove(world);
            }
        }
    }
}
