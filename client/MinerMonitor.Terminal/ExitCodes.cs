using MinerMonitor.Client;

namespace MinerMonitor.Terminal;

/// <summary>What the program answers to its shell.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>A fault of this program or of the server's answers.</summary>
    public const int Fault = 1;

    /// <summary>Command line or input file not understood.</summary>
    public const int Usage = 2;

    /// <summary>The server refused all or part of what was sent.</summary>
    public const int Refused = 3;

    /// <summary>Key missing, not valid, or not enough.</summary>
    public const int Access = 4;

    /// <summary>No such fleet, miner, topic …</summary>
    public const int NotFound = 5;

    /// <summary>The server cannot be reached or takes no work now.</summary>
    public const int Unreachable = 6;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>Table for the help text.</summary>
    public const string Help =
        "Exit codes: 0 done, 1 fault, 2 command line or input file not understood, 3 refused by the server, 4 key missing or not enough, "
        + "5 not found, 6 server not reachable, 130 stopped.";

    public static int Of(MonitorException error) => error switch
    {
        MonitorAuthenticationException or MonitorForbiddenException => Access,
        MonitorNotFoundException => NotFound,
        MonitorRefusedException or MonitorSlowException => Refused,
        MonitorUnreachableException or MonitorUnavailableException => Unreachable,
        _ => Fault,
    };
}
