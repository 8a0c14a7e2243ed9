namespace MinerMonitor.Grains.Live;

/// <summary>An owner's way of saying that what its key names does not exist: no such fleet, miner, world …</summary>
/// <remarks>Thrown by the methods of <see cref="ITopicGrain"/>; every surface turns it into its code: a 404, or an <c>error</c> frame.</remarks>
[GenerateSerializer, Alias("mm.live.unknown-topic")]
public sealed class UnknownTopicException : Exception
{
    /// <param name="code">Code of the public contract, for example <c>unknown_fleet</c>.</param>
    /// <param name="message">Fault and remedy, one sentence.</param>
    public UnknownTopicException(string code, string message) : base(message) => Code = code;

    /// <summary>Code of the public contract.</summary>
    [Id(0)]
    public string Code { get; private set; }
}
