using MinerMonitor.Model.Economics;
using Xunit;

namespace MinerMonitor.Model.Tests.Economics;

/// <summary>What is refused of tariffs, in a sentence that names fault and remedy.</summary>
public sealed class TariffFaultTests
{
    private static readonly TariffBand s_day = new("day", TariffDays.Daily, 6 * 60, 22 * 60, 0.08);
    private static readonly TariffBand s_night = new("night", TariffDays.Daily, 22 * 60, 6 * 60, 0.03);
    private static readonly IndexedTariff s_index = new("energy", "ERCOT/HB_WEST", 1, 0.01, null, null, 0.06, IndexedTariff.UsualMaxAge, TimeSpan.FromDays(1));

    [Fact]
    public void Bands_that_hold_the_whole_week_need_no_other_price()
    {
        Assert.Null(Bands(null, s_day, s_night).FaultOf());
        Assert.Null(Bands(0.05, s_day).FaultOf());
        Assert.Null(Bands(-0.05, s_day with { UsdKwh = -0.02 }).FaultOf());
        Assert.Null(s_index.FaultOf());
        Assert.Null((s_index with { AdderUsdKwh = -0.01, FloorUsdKwh = -0.05, CapUsdKwh = -0.01 }).FaultOf());
    }

    [Theory]
    [InlineData("Central Standard Time")]
    [InlineData("Mars/Olympus")]
    [InlineData("../etc/passwd")]
    [InlineData("")]
    public void Unknown_time_zone_is_named(string zone) => Assert.Equal(
        $"timeZone '{zone}' is not known: give an IANA name such as America/Chicago or UTC.", (Bands(0.05, s_day) with { TimeZone = zone }).FaultOf());

    [Fact]
    public void Free_hours_and_overlaps_are_named_by_day_and_hour()
    {
        Assert.Equal(
            "No band holds Saturday 06:00 at the site: add one that does, or give otherwiseUsdKwh for all other hours.",
            Bands(null, s_day with { Days = (TariffDays)31 }, s_night).FaultOf());
        Assert.Equal(
            "bands[0] (day) and bands[1] (21:59–06:00) both hold Monday 21:59: end the one where the other begins.",
            Bands(null, s_day, s_night with { Name = "", FromMinute = (22 * 60) - 1 }).FaultOf());
        Assert.Equal(
            "bands[0] (night) and bands[1] (monday) both hold Monday 00:00: end the one where the other begins.",
            Bands(0.05, s_night with { Days = TariffDays.Sunday }, new TariffBand("monday", TariffDays.Monday, 0, 1440, 0.05)).FaultOf());
    }

    [Theory]
    [InlineData(0, 6, 22, 0.08, "bands[0]: days is empty: name at least one, or leave it out for every day.")]
    [InlineData(127, 6, 6, 0.08, "bands[0]: from and to are both 06:00: a whole day is 00:00 to 24:00.")]
    [InlineData(127, 24, 6, 0.08, "bands[0]: from lies between 00:00 and 23:59, to between 00:01 and 24:00.")]
    [InlineData(127, 6, 0, 0.08, "bands[0]: from lies between 00:00 and 23:59, to between 00:01 and 24:00.")]
    [InlineData(127, 6, 22, 80, "bands[0]: usdKwh is in USD per kWh, between -10 and 10 (30 USD/MWh is 0.03).")]
    [InlineData(127, 6, 22, double.NaN, "bands[0]: usdKwh is in USD per kWh, between -10 and 10 (30 USD/MWh is 0.03).")]
    public void Impossible_bands_are_named(int days, int fromHour, int toHour, double usdKwh, string fault) =>
        Assert.Equal(fault, Bands(0.05, new TariffBand("", (TariffDays)days, fromHour * 60, toHour * 60, usdKwh)).FaultOf());

    [Fact]
    public void Too_few_and_too_many_bands_are_refused()
    {
        Assert.Equal("bands holds 0 bands: give 1 to 48.", Bands(0.05).FaultOf());
        Assert.Equal("bands holds 49 bands: give 1 to 48.", Bands(0.05, [.. Enumerable.Repeat(s_day, 49)]).FaultOf());
        Assert.Equal("otherwiseUsdKwh is in USD per kWh, between -10 and 10 (30 USD/MWh is 0.03).", Bands(80, s_day).FaultOf());
    }

    [Fact]
    public void Impossible_indexes_are_named()
    {
        Assert.StartsWith("zone is missing", (s_index with { Zone = "" }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("multiplier lies above 0", (s_index with { Multiplier = -1 }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("multiplier lies above 0", (s_index with { Multiplier = double.NaN }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("adderUsdKwh is in USD per kWh", (s_index with { AdderUsdKwh = 12 }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("floorUsdKwh lies above capUsdKwh", (s_index with { FloorUsdKwh = 0.2, CapUsdKwh = 0.1 }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("maxAgeSec lies between", (s_index with { MaxAge = TimeSpan.FromSeconds(59) }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("fallbackForSec lies above 0", (s_index with { FallbackFor = TimeSpan.Zero }).FaultOf(), StringComparison.Ordinal);
        Assert.StartsWith("fallbackForSec stands without fallbackUsdKwh", (s_index with { FallbackUsdKwh = null }).FaultOf(), StringComparison.Ordinal);
    }

    private static TimeOfUseTariff Bands(double? otherwise, params TariffBand[] bands) => new("America/Chicago", [.. bands], otherwise);
}
