using System.CommandLine;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>site set</c>: what a site's hashrate costs.</summary>
internal static class SiteCommands
{
    public static Command Make(CommandHost host)
    {
        var fleet = new Argument<string>("fleet") { Description = "Fleet of the site" };
        var site = new Argument<string>("site") { Description = "Name of the site" };
        var tariff = new Option<double?>("--tariff-usd-kwh") { Description = "Fixed energy tariff, USD per kWh; without this or another tariff there is no break-even" };
        var pue = new Option<double>("--pue") { Description = "Site overhead factor, at least 1", DefaultValueFactory = _ => 1 };
        var poolFee = new Option<double>("--pool-fee-percent") { Description = "Pool fee, percent" };
        var other = new Option<double>("--other-cost-usd-ph-day") { Description = "Other cost, USD per PH/s and day" };
        var efficiency = new Option<double?>("--assumed-efficiency-jth") { Description = "J/TH assumed for miners that report no power" };
        var set = new Command("set", "Set the contract of a site.") { fleet, site, tariff, pue, poolFee, other, efficiency };
        var moving = new TariffOptions();
        moving.AddTo(set);
        host.On(set, async (session, parse, cancellationToken) =>
        {
            var contract = new SiteContract
            {
                TariffUsdKwh = parse.GetValue(tariff),
                TimeOfUse = moving.Bands(parse),
                Indexed = moving.Index(parse),
                Pue = parse.GetValue(pue),
                PoolFee = parse.GetValue(poolFee) / 100,
                OtherCostUsdPhDay = parse.GetValue(other),
                AssumedEfficiencyJth = parse.GetValue(efficiency),
            };
            await session.Client.PutSiteAsync(parse.GetValue(fleet)!, parse.GetValue(site)!, contract, cancellationToken);
            session.WriteLine($"Site {parse.GetValue(site)} of {parse.GetValue(fleet)} is set.");
            return ExitCodes.Ok;
        });
        return new Command("site", "Set what a site's hashrate costs.") { set };
    }
}
