using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MinerMonitor.Silo.Hosting;
using MinerMonitor.Silo.Storage;
using MinerMonitor.Silo.Tests.EndToEnd;
using Xunit;

namespace MinerMonitor.Silo.Tests.Hosting;

/// <summary>A silo finds its own ports again, and never takes another's.</summary>
public sealed class SiloPortsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_ports_of_the_last_run_are_taken_again()
    {
        var ports = Write(LowPort(), LowPort());

        Assert.Equal(ports, Keep());
        Assert.Equal(ports, Keep());
    }

    [Fact]
    public void Ports_are_written_down_for_the_next_run()
    {
        var ports = Keep();

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{ports.Silo} {ports.Gateway}\n"), File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_port_that_another_program_has_by_now_is_left_to_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var last = Write(((IPEndPoint)taken.LocalEndpoint).Port, LowPort());

        var ports = Keep();

        Assert.NotEqual(last.Silo, ports.Silo);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{ports.Silo} "), File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 7")]
    [InlineData("0 70000")]
    [InlineData("eleven twelve")]
    [InlineData("21001 21002 21003")]
    public void A_file_that_makes_no_sense_is_written_anew(string text)
    {
        File.WriteAllText(FilePath, text);

        var ports = Keep();

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{ports.Silo} {ports.Gateway}\n"), File.ReadAllText(FilePath));
    }

    [Fact]
    public void Of_two_silos_that_share_a_folder_the_second_takes_other_ports()
    {
        var last = Write(LowPort(), LowPort());
        using var first = DataFolder.Open(_folder.Path, isExclusive: false);
        using var second = DataFolder.Open(_folder.Path, isExclusive: false);

        Assert.Equal(last, SiloPorts.Keep(first, IPAddress.Loopback));
        Assert.NotEqual(last, SiloPorts.Keep(second, IPAddress.Loopback));
    }

    private string FilePath => Path.Combine(_folder.Path, SiloPorts.FileName);

    private (int Silo, int Gateway) Keep()
    {
        using var folder = DataFolder.Open(_folder.Path, isExclusive: false);
        return SiloPorts.Keep(folder, IPAddress.Loopback);
    }

    private (int Silo, int Gateway) Write(int silo, int gateway)
    {
        File.WriteAllText(FilePath, string.Create(CultureInfo.InvariantCulture, $"{silo} {gateway}\n"));
        return (silo, gateway);
    }

    /// <summary>A free port below those that the system gives away by itself, so that no other test has it in a moment.</summary>
    private static int LowPort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref s_lowPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody's; the next one
            }
        }
    }

    private static int s_lowPort = 21_000;
}
