using System.Buffers.Binary;
using System.Text;
using MinerMonitor.Grains.Feeds;
using NetMQ;
using NetMQ.Sockets;

namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>Hears from a node's ZMQ publisher that a block is new or gone, so that it is asked for at once. What it says is never believed by itself: it has no proof of who speaks.</summary>
/// <remarks>
/// A message is [topic][body][counter, 4 bytes, little endian]; each topic counts by itself, and a jump means lost messages. Bodies:
/// <c>hashblock</c> 32 bytes; <c>sequence</c> 32 bytes and <c>C</c> or <c>D</c> for a block connected or disconnected, or <c>A</c> or <c>R</c> and
/// 8 bytes for a transaction, which is of no interest here.
/// </remarks>
/// <param name="addresses">Publishers.</param>
/// <param name="meter">Takes counts.</param>
/// <param name="wake">Called when the node should be asked now; from another thread.</param>
internal sealed class CoreZmq(IReadOnlyList<string> addresses, FeedMeter meter, Action wake)
{
    private const string HashBlock = "hashblock";
    private const string Sequence = "sequence";
    private const int HashBytes = 32;
    private const int LabelledBytes = HashBytes + 1;
    private const int TransactionBytes = LabelledBytes + 8;

    // How long a stop may have to wait for the socket.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, uint> _counters = new(StringComparer.Ordinal);

    /// <summary>Listens on a thread of its own until cancelled: NetMQ's sockets belong to one thread and reconnect by themselves.</summary>
    public Task RunAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Listen(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Takes one message, its parts in order.</summary>
    public void Take(IReadOnlyList<byte[]> parts)
    {
        var topic = parts.Count == 3 ? Encoding.ASCII.GetString(parts[0]) : "";
        if (topic is not (HashBlock or Sequence) || parts is not [_, var body, { Length: 4 } counter])
        {
            meter.Refuse("zmq-malformed", parts is [var first, ..] ? first : [], "A ZMQ message is not [hashblock or sequence][body][counter].");
            return;
        }

        var isBlock = topic == HashBlock && body.Length == HashBytes || topic == Sequence && body.Length == LabelledBytes && body[HashBytes] is (byte)'C' or (byte)'D';
        if (!isBlock && !(topic == Sequence && body.Length == TransactionBytes && body[HashBytes] is (byte)'A' or (byte)'R'))
        {
            meter.Refuse("zmq-malformed", parts[0], $"A ZMQ message '{topic}' has a body of {body.Length} bytes that is none of its forms.");
            return;
        }

        var number = BinaryPrimitives.ReadUInt32LittleEndian(counter);
        var isGap = _counters.TryGetValue(topic, out var last) && number != unchecked(last + 1);
        _counters[topic] = number;
        if (isGap)
        {
            meter.Count("zmq-gap");
        }

        if (isBlock || isGap)
        {
            wake();
        }
    }

    private void Listen(CancellationToken stoppingToken)
    {
        using var socket = new SubscriberSocket();
        foreach (var address in addresses)
        {
            socket.Connect(address);
        }

        socket.Subscribe(HashBlock);
        socket.Subscribe(Sequence);
        var parts = new List<byte[]>();
        while (!stoppingToken.IsCancellationRequested)
        {
            parts.Clear();
            if (socket.TryReceiveMultipartBytes(s_look, ref parts))
            {
                meter.Hear(parts.Sum(part => part.Length));
                Take(parts);
            }
        }
    }
}
