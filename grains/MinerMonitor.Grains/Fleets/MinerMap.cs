using System.IO.Hashing;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Miner id → address, for millions of ids: an open-addressing table of 128-bit hashes, about 24 to 48 bytes a miner.</summary>
/// <remarks>
/// The hash is seeded per table, so nobody can aim collisions at it; two of five million ids collide with a chance of 4e-26. Not
/// thread-safe for writes; readers on other threads must hold a lock.
/// </remarks>
public sealed class MinerMap
{
    private readonly long _seed;
    private UInt128[] _keys = new UInt128[64];
    private ulong[] _values = new ulong[64];

    /// <param name="seed">Random seed of the hash.</param>
    public MinerMap(long seed) => _seed = seed;

    /// <summary>Ids in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Hash of an id in this table.</summary>
    public UInt128 HashOf(ReadOnlySpan<byte> id)
    {
        var hash = XxHash128.HashToUInt128(id, _seed);
        return hash == UInt128.Zero ? UInt128.One : hash; // zero marks a free place
    }

    /// <summary>Address of a hash.</summary>
    public bool TryGet(UInt128 hash, out MinerAddress address)
    {
        var mask = _keys.Length - 1;
        for (var place = (int)(ulong)hash & mask; ; place = (place + 1) & mask)
        {
            var key = _keys[place];
            if (key == hash)
            {
                address = Unpack(_values[place]);
                return true;
            }

            if (key == UInt128.Zero)
            {
                address = default;
                return false;
            }
        }
    }

    /// <summary>Sets the address of a hash.</summary>
    public void Set(UInt128 hash, MinerAddress address)
    {
        if ((Count + 1) * 4L > _keys.Length * 3L)
        {
            Grow();
        }

        Insert(hash, Pack(address));
    }

    /// <summary>Takes a hash out.</summary>
    /// <returns>False when it is not there.</returns>
    public bool Remove(UInt128 hash)
    {
        var mask = _keys.Length - 1;
        var place = (int)(ulong)hash & mask;
        while (_keys[place] != hash)
        {
            if (_keys[place] == UInt128.Zero)
            {
                return false;
            }

            place = (place + 1) & mask;
        }

        _keys[place] = UInt128.Zero;
        Count--;

        // Those behind it in the run may have stood further back only because the place was taken: put them in again.
        for (place = (place + 1) & mask; _keys[place] != UInt128.Zero; place = (place + 1) & mask)
        {
            var (key, value) = (_keys[place], _values[place]);
            _keys[place] = UInt128.Zero;
            Count--;
            Insert(key, value);
        }

        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _keys = new UInt128[64];
        _values = new ulong[64];
        Count = 0;
    }

    private void Insert(UInt128 hash, ulong value)
    {
        var mask = _keys.Length - 1;
        var place = (int)(ulong)hash & mask;
        while (_keys[place] != UInt128.Zero && _keys[place] != hash)
        {
            place = (place + 1) & mask;
        }

        if (_keys[place] == UInt128.Zero)
        {
            Count++;
        }

        _keys[place] = hash;
        _values[place] = value;
    }

    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        _keys = new UInt128[keys.Length * 2];
        _values = new ulong[keys.Length * 2];
        Count = 0;
        for (var place = 0; place < keys.Length; place++)
        {
            if (keys[place] != UInt128.Zero)
            {
                Insert(keys[place], values[place]);
            }
        }
    }

    private static ulong Pack(MinerAddress address) => ((ulong)(uint)address.Shard << 32) | ((ulong)address.Slot << 8) | address.Generation;

    private static MinerAddress Unpack(ulong value) => new((int)(value >> 32), (ushort)(value >> 8), (byte)value);
}
