using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Registry of what each snapshot and event of a grain looks like on the wire.</summary>
/// <remarks>Filled at start by the classes of this folder, then only read.</remarks>
internal sealed class WireMap
{
    private readonly Dictionary<Type, Delegate> _writers = [];

    /// <summary>States the public form of a domain type.</summary>
    /// <param name="toWire">Maps a value.</param>
    /// <param name="json">Source-generated JSON of the public form.</param>
    /// <exception cref="InvalidOperationException">The type has a form already.</exception>
    public WireMap Register<TDomain, TWire>(Func<TDomain, TWire> toWire, JsonTypeInfo<TWire> json) where TDomain : notnull
    {
        Action<Utf8JsonWriter, TDomain> write = (writer, value) => JsonSerializer.Serialize(writer, toWire(value), json);
        return _writers.TryAdd(typeof(TDomain), write)
            ? this
            : throw new InvalidOperationException($"{typeof(TDomain)} has two public forms; register it once.");
    }

    /// <summary>Writes a value in its public form.</summary>
    /// <exception cref="NotSupportedException">No form is registered for the type.</exception>
    public void Write<TDomain>(Utf8JsonWriter writer, TDomain value) where TDomain : notnull
    {
        if (!_writers.TryGetValue(typeof(TDomain), out var write))
        {
            throw new NotSupportedException($"{typeof(TDomain)} has no public form; register one in a *Wire class of silo/Live/Wire.");
        }

        ((Action<Utf8JsonWriter, TDomain>)write)(writer, value);
    }
}
