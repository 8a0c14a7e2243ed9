namespace MinerMonitor.Silo.Live;

/// <summary>Why a topic cannot be watched.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Sentence">Fault and remedy.</param>
internal sealed record TopicRefusal(string Code, string Sentence);
