namespace MinerMonitor.Silo.Live;

/// <summary>A topic of a world, as viewers name it.</summary>
internal readonly record struct TopicName(string World, string Topic)
{
    /// <inheritdoc/>
    public override string ToString() => $"{World}/{Topic}";
}
