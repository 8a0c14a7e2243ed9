using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Hosting;

/// <summary>Ports of a silo for which none are configured: those of its last run where they are still free.</summary>
/// <remarks>
/// A silo at the address of an older entry in the table of members is its successor, and Orleans declares the older one dead at once. At any
/// other address it has to wait until the entry of its own run that crashed has grown old: 15 seconds without an answer after every crash.
/// </remarks>
internal static class SiloPorts
{
    /// <summary>File in the data folder: port for silos and port for clients of Orleans.</summary>
    public const string FileName = "silo-ports";

    private const int LongestFile = 64;

    /// <summary>Free ports.</summary>
    public static (int Silo, int Gateway) Free()
    {
        using var silo = Listen(IPAddress.Loopback, 0);
        using var gateway = Listen(IPAddress.Loopback, 0); // both at once, or they could be the same
        return (PortOf(silo), PortOf(gateway));
    }

    /// <summary>The ports of the last run from this folder where they are free, else free ones that the next run finds there.</summary>
    /// <remarks>Of several silos that share a folder one has the file; the others take free ports each time.</remarks>
    public static (int Silo, int Gateway) Keep(DataFolder folder, IPAddress address)
    {
        if (folder.TryKeep(FileName) is not { } file)
        {
            return Free();
        }

        if (Read(file) is { } last && IsFree(address, last.Silo) && IsFree(address, last.Gateway))
        {
            return last;
        }

        var ports = Free();
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ports.Silo} {ports.Gateway}\n")));
        file.Flush();
        return ports;
    }

    private static (int Silo, int Gateway)? Read(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[LongestFile];
        var text = Encoding.ASCII.GetString(bytes[..file.ReadAtLeast(bytes, LongestFile, throwOnEndOfStream: false)]);
        return text.Trim().Split(' ') is [var first, var second] && TryParse(first, out var silo) && TryParse(second, out var gateway) && silo != gateway
            ? (silo, gateway)
            : null;
    }

    private static bool TryParse(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort;

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            Listen(address, port).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false; // taken, or no address of this machine, which the silo says when it starts
        }
    }

    private static TcpListener Listen(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
