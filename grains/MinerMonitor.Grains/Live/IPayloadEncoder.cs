namespace MinerMonitor.Grains.Live;

/// <summary>Turns a grain's own snapshot or event into the public JSON. The only place where the two vocabularies meet is its implementation.</summary>
public interface IPayloadEncoder
{
    /// <summary>Encodes as UTF-8 JSON.</summary>
    /// <exception cref="NotSupportedException">No mapping exists for the type.</exception>
    byte[] Encode<T>(T value) where T : notnull;
}
