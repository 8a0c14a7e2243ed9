using System.Text;

namespace MinerMonitor.Model.Telemetry;

/// <summary>Names of models as people read them.</summary>
internal static class ModelText
{
    private const int ShortestMake = 4;

    /// <summary>Make and model in one text, "AntMiner S19k Pro", unless the model names its make already ("Avalon 1566" of AvalonMiner).</summary>
    public static ReadOnlySpan<byte> Compose(ReadOnlySpan<byte> make, ReadOnlySpan<byte> model, Scratch scratch)
    {
        if (model.IsEmpty)
        {
            return make;
        }

        var end = model.IndexOf((byte)' ');
        var firstWord = end < 0 ? model : model[..end];
        var shared = Math.Min(firstWord.Length, make.Length);
        if (shared >= ShortestMake && Ascii.EqualsIgnoreCase(firstWord[..shared], make[..shared]))
        {
            return model;
        }

        var text = scratch.Take(make.Length + 1 + model.Length);
        make.CopyTo(text);
        text[make.Length] = (byte)' ';
        model.CopyTo(text[(make.Length + 1)..]);
        return text;
    }
}
