using System.Runtime.InteropServices;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>The calls of Linux that one thread needs to read ten thousand sockets: a .NET socket each would cost more than what is measured.</summary>
internal static partial class Libc
{
    public const int InterNetwork = 2;
    public const int Stream = 1;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int LevelSocket = 1;
    public const int ReceiveBuffer = 8;
    public const int Linger = 13;
    public const int LevelTcp = 6;
    public const int NoDelay = 1;
    public const int MaxSegment = 2;
    public const int NoSignal = 0x4000;
    public const int Add = 1;
    public const int Delete = 2;
    public const int Modify = 3;
    public const uint Readable = 0x1;
    public const uint Writable = 0x4;
    public const int TryAgain = 11;
    public const int InProgress = 115;
    private const string Library = "libc";

    /// <summary>Bytes of one event: packed on x64 only.</summary>
    public static int EventSize { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Where the data of an event stands.</summary>
    public static int EventDataAt => EventSize - 8;

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int name, ReadOnlySpan<int> value, int length);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, ReadOnlySpan<byte> buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int PollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int PollControl(int poll, int operation, int socket, ReadOnlySpan<byte> pollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int PollWait(int poll, Span<byte> events, int count, int timeoutMs);
}
