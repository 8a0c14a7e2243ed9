namespace MinerMonitor.Silo.Http.Reference;

/// <summary>Groups of routes in the reference, by the first part of their path.</summary>
internal static class ReferenceTags
{
    private const string Samples = "Samples";
    private const string Server = "Server";

    /// <summary>Every group in the order of the page, with what it is.</summary>
    public static readonly IReadOnlyList<(string Name, string Text)> All =
    [
        ("Sector", "What a bitcoin costs to make, the stress index and its regime, what would be if, and how each number went."),
        ("Markets", "Price, liquidations, ETF flows, sentiment, miners' treasuries and flows, energy: read them, or feed them by hand."),
        ("Network", "The chain: tip, difficulty, epoch, hashrate, fees, forecast of the retarget."),
        ("Worlds", "The live world, replays and private copies of them; daily history in and out."),
        ("Fleets", "Machines, sites and their contracts, totals, treasury, groups of fleets."),
        (Samples, "Reports of machines, as JSON or line protocol. An answer of 204 says that each of them is durable."),
        ("Stream", "Frames as server-sent events, and the events that are kept. The rules of resuming are in [the protocol](/docs/protocol)."),
        ("Alerts", "Rules about numbers of the sector, a fleet or an operator; what they raise and clear are events of `alerts/…`."),
        ("Access", "Keys and the page's sign-in."),
        (Server, "The server itself and its sources."),
    ];

    /// <summary>Group of a route.</summary>
    /// <param name="path">Path without the leading slash, such as <c>api/v1/sector</c>.</param>
    public static string Of(string path)
    {
        var parts = path.Split('/');
        if (parts is not ["api", "v1", var first, ..]) return parts is ["api", "v2", ..] or ["write"] or ["ping"] or ["health"] ? Samples : Server;
        return first switch
        {
            _ when path.Contains("/alerts", StringComparison.Ordinal) => "Alerts",
            "fleets" when path.EndsWith("/samples", StringComparison.Ordinal) => Samples,
            "samples" => Samples,
            "sector" or "what-if" or "series" or "annotations" => "Sector",
            "markets" => "Markets",
            "network" => "Network",
            "worlds" or "scenarios" => "Worlds",
            "fleets" or "operators" => "Fleets",
            "stream" or "events" => "Stream",
            "keys" or "sign-in" or "sign-out" => "Access",
            _ => Server,
        };
    }
}
