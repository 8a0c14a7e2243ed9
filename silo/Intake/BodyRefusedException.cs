namespace MinerMonitor.Silo.Intake;

/// <summary>The body as a whole is not taken; nothing of it was kept.</summary>
internal sealed class BodyRefusedException(int status, string code, string title, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string Title { get; } = title;
}
