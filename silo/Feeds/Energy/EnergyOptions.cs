namespace MinerMonitor.Silo.Feeds.Energy;

/// <summary>Settings of one price of electricity that somebody serves as JSON over HTTP.</summary>
internal sealed class EnergyOptions : Http.PollFeedOptions
{
    /// <summary>Zone of the price, for example <c>ERCOT/HB_WEST</c>.</summary>
    public string Zone { get; set; } = "";

    /// <summary>Headers of the request, keys and tokens among them; give those by environment, never in a file. They are never logged.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the price stands in the answer: a JSON pointer (<c>/data/0/price</c>) or a path (<c>$.data[0].price</c>; <c>[-1]</c> is the last).</summary>
    public string ValuePath { get; set; } = "";

    /// <summary>Where the time of the price stands, ISO or Unix; empty: the receipt counts.</summary>
    public string TimePath { get; set; } = "";

    /// <summary>Unit of the price: <c>USD/MWh</c>, <c>USD/kWh</c>, <c>EUR/MWh</c> or <c>EUR/kWh</c>.</summary>
    public string Unit { get; set; } = "USD/MWh";

    /// <summary>Dollars for a euro, fixed; needed for a price in EUR.</summary>
    public double? UsdPerEur { get; set; }
}
