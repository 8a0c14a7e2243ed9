using System.Buffers.Binary;
using System.Buffers.Text;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>All viewers of one process, read by one thread.</summary>
internal sealed class ViewerLoop
{
    private const int EventsAtOnce = 512;
    private const long SignsOfLifeMs = 15_000;
    private const int SlowReceiveBufferBytes = 2048;
    private const int SlowSegmentBytes = 536;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly string _protocol;
    private readonly int _port;
    private readonly bool _reads;
    private readonly Viewer[] _viewers;
    private readonly int _poll = Libc.PollCreate(Libc.CloseOnExec);
    private readonly byte[] _events = new byte[EventsAtOnce * Libc.EventSize];
    private readonly byte[] _buffer = new byte[256 << 10];
    private int _opened;
    private int _began;
    private int _nextSign;
    private long _signsSince;

    /// <param name="protocol">Protocol of <see cref="Viewer.Create"/>.</param>
    /// <param name="port">Port of the server on loopback.</param>
    /// <param name="count">Viewers.</param>
    /// <param name="reads">False: they never read after they began.</param>
    public ViewerLoop(string protocol, int port, int count, bool reads)
    {
        (_protocol, _port, _reads) = (protocol, port, reads);
        _viewers = new Viewer[count];
        Receipts = new List<Receipt>(count * 32);
    }

    /// <summary>What was received.</summary>
    public List<Receipt> Receipts { get; }

    /// <summary>When each frame was published by its own word, Unix milliseconds.</summary>
    public Dictionary<int, long> PublishedAtMs { get; } = [];

    /// <summary>Subscribed connections that ended though nobody here ended them.</summary>
    public int Lost { get; private set; }

    /// <summary>Viewers that have had a confirmed subscription since the last reset.</summary>
    public int Watching => _began;

    /// <summary>True when all viewers have.</summary>
    public bool IsComplete => _began == _viewers.Length;

    /// <summary>Drops all connections without a farewell, as a network does, and begins anew.</summary>
    public void Reset()
    {
        foreach (var viewer in _viewers)
        {
            if (viewer is { Socket: >= 0 })
            {
                Close(viewer);
            }
        }

        (_opened, _began, _nextSign) = (0, 0, 0);
        _signsSince = _time.GetTimestamp();
    }

    /// <summary>Opens connections as long as not more than so many are on their way, then takes what has arrived.</summary>
    /// <param name="onTheirWay">Connections that may be without a subscription at a time.</param>
    /// <param name="waitMs">Longest wait for something to arrive.</param>
    public void Turn(int onTheirWay, int waitMs)
    {
        while (_opened < _viewers.Length && _opened - _began < onTheirWay)
        {
            Open(_opened++);
        }

        var count = Libc.PollWait(_poll, _events, EventsAtOnce, waitMs);
        for (var i = 0; i < count; i++)
        {
            var found = _events.AsSpan(i * Libc.EventSize, Libc.EventSize);
            var happened = BinaryPrimitives.ReadUInt32LittleEndian(found);
            var viewer = _viewers[BinaryPrimitives.ReadInt32LittleEndian(found[Libc.EventDataAt..])];
            if (viewer.Socket < 0)
            {
                continue;
            }

            if ((happened & Libc.Writable) != 0)
            {
                Control(viewer, Libc.Modify, Libc.Readable);
                Send(viewer, viewer.Opening);
            }
            else if (Read(viewer) && viewer.IsWatching && !_reads)
            {
                Control(viewer, Libc.Delete, 0);
            }
        }

        SignOfLife();
    }

    /// <summary>Sends a few bytes.</summary>
    public void Send(Viewer viewer, ReadOnlySpan<byte> data)
    {
        if (viewer.Socket >= 0 && !data.IsEmpty && Libc.Send(viewer.Socket, data, data.Length, Libc.NoSignal) < data.Length)
        {
            Lose(viewer);
        }
    }

    /// <summary>A viewer's subscription was confirmed.</summary>
    public void Began() => _began++;

    /// <summary>A viewer received a frame.</summary>
    public void Received(Viewer viewer, int frame, ReadOnlySpan<byte> payload)
    {
        Receipts.Add(new Receipt(viewer.Number, frame, _time.GetTimestamp()));
        if (!PublishedAtMs.ContainsKey(frame)
            && payload.IndexOf("\"atMs\":"u8) is >= 0 and var at && Utf8Parser.TryParse(payload[(at + 7)..], out long atMs, out _))
        {
            PublishedAtMs.Add(frame, atMs);
        }
    }

    private void Open(int number)
    {
        var viewer = _viewers[number] = Viewer.Create(_protocol);
        viewer.Number = number;
        viewer.Socket = Libc.Socket(Libc.InterNetwork, Libc.Stream | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (viewer.Socket < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"No socket for viewer {number}; the limit of open files may be too low (ulimit -n).");
        }

        Libc.SetOption(viewer.Socket, Libc.LevelTcp, Libc.NoDelay, [1], sizeof(int));
        Libc.SetOption(viewer.Socket, Libc.LevelSocket, Libc.Linger, [1, 0], 2 * sizeof(int));
        if (!_reads)
        {
            // Else the kernel would hold megabytes for it on loopback, and the server would never notice.
            Libc.SetOption(viewer.Socket, Libc.LevelTcp, Libc.MaxSegment, [SlowSegmentBytes], sizeof(int));
            Libc.SetOption(viewer.Socket, Libc.LevelSocket, Libc.ReceiveBuffer, [SlowReceiveBufferBytes], sizeof(int));
        }

        Span<byte> address = stackalloc byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(address, Libc.InterNetwork);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)_port);
        (address[4], address[7]) = (127, 1);
        if (Libc.Connect(viewer.Socket, address, address.Length) < 0 && Marshal.GetLastPInvokeError() is var error && error != Libc.InProgress)
        {
            throw new Win32Exception(error, $"Viewer {number} cannot connect to port {_port}.");
        }

        Control(viewer, Libc.Add, Libc.Writable);
    }

    private bool Read(Viewer viewer)
    {
        var length = (int)Libc.Receive(viewer.Socket, _buffer, _buffer.Length, 0);
        if (length > 0)
        {
            viewer.Take(_buffer.AsSpan(0, length), this);
            return true;
        }

        if (length == 0 || Marshal.GetLastPInvokeError() != Libc.TryAgain)
        {
            Lose(viewer);
        }

        return false;
    }

    private void Lose(Viewer viewer)
    {
        Close(viewer);
        if (viewer.IsWatching)
        {
            Lost++;
        }
        else
        {
            Open(viewer.Number); // turned away in the crowd: it comes again, as a client does
        }
    }

    private static void Close(Viewer viewer)
    {
        _ = Libc.Close(viewer.Socket);
        viewer.Socket = -1;
    }

    private void Control(Viewer viewer, int operation, uint what)
    {
        Span<byte> wanted = stackalloc byte[Libc.EventSize];
        wanted.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, what);
        BinaryPrimitives.WriteInt32LittleEndian(wanted[Libc.EventDataAt..], viewer.Number);
        _ = Libc.PollControl(_poll, operation, viewer.Socket, wanted);
    }

    /// <summary>Spread evenly, as those of independent viewers are.</summary>
    private void SignOfLife()
    {
        var due = (long)(_time.GetElapsedTime(_signsSince).TotalMilliseconds * _viewers.Length / SignsOfLifeMs);
        for (; _nextSign < due; _nextSign++)
        {
            if (_viewers[_nextSign % _viewers.Length] is { IsWatching: true } viewer)
            {
                Send(viewer, viewer.SignOfLife);
            }
        }
    }
}
