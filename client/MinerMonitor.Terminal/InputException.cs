namespace MinerMonitor.Terminal;

/// <summary>Something that the user gave is not right; the message says what and how to mend it.</summary>
internal sealed class InputException : Exception
{
    public InputException(string message)
        : base(message)
    {
    }
}
