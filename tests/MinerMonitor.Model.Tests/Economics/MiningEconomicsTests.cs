using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Units;
using Xunit;

namespace MinerMonitor.Model.Tests.Economics;

/// <summary>Vectors of the economics notes, before (D0) and after (D1) the retarget of 7 February 2026; relative 1e-4.</summary>
public sealed class MiningEconomicsTests
{
    private const double Subsidy = 3.125;
    private const double Price = 70000;
    private static readonly Difficulty s_d0 = new(141.67e12);
    private static readonly Difficulty s_d1 = new(125.86e12);

    [Fact]
    public void Hashvalue_is_what_a_petahash_earns_a_day()
    {
        Near(4.43737e-4, MiningEconomics.HashvalueBtcPhDay(s_d0, Subsidy));
        Near(4.99478e-4, MiningEconomics.HashvalueBtcPhDay(s_d1, Subsidy));
    }

    [Fact]
    public void Hashprice_is_hashvalue_at_a_price()
    {
        Near(31.0616, MiningEconomics.Hashprice(s_d0, Subsidy, Price).UsdPerPetahashDay);
        Near(34.9634, MiningEconomics.Hashprice(s_d1, Subsidy, Price).UsdPerPetahashDay);
        Near(35.1872, MiningEconomics.Hashprice(s_d1, Subsidy + 0.02, Price).UsdPerPetahashDay);
        Near(38.6052, MiningEconomics.Hashprice(s_d0, Subsidy, 87000).UsdPerPetahashDay);
        Near(33.31, MiningEconomics.Hashprice(s_d0, Subsidy, 75067).UsdPerPetahashDay);
        Near(33.31, MiningEconomics.Hashprice(s_d0, Subsidy + 0.02, 74590).UsdPerPetahashDay);
        Near(31.2976, MiningEconomics.Hashprice(new Difficulty(141.668107417558e12), Subsidy + 0.0237, Price).UsdPerPetahashDay, 1.6e-6);
    }

    [Fact]
    public void Income_follows_from_the_share_of_the_hashes()
    {
        Near(0.443737 * 0.98, MiningEconomics.BitcoinPerDay(Hashrate.FromExahashesPerSecond(1), s_d0, Subsidy, 0.02));
        Near(600, MiningEconomics.SecondsToBlock(s_d0.HashrateAt(600), s_d0)!.Value, 1e-12);
        Assert.Null(MiningEconomics.SecondsToBlock(Hashrate.Zero, s_d0));
        Near(31.50e6, MiningEconomics.IssuanceUsdDay(Subsidy, Price));
    }

    [Theory]
    [InlineData(29.5, 0.0439, 0.0494, 79777, 111688, 70874, 99224)]
    [InlineData(21.5, 0.0602, 0.0678, 58142, 81399, 51654, 72316)]
    [InlineData(18.5, 0.0700, 0.0787, 50030, 70041, 44446, 62225)]
    [InlineData(17.5, 0.0740, 0.0832, 47325, 66255, 42044, 58861)]
    [InlineData(15, 0.0863, 0.0971, 40565, 56790, 36038, 50453)]
    [InlineData(13.5, 0.0959, 0.1079, 36508, 51111, 32434, 45407)]
    [InlineData(12, 0.1079, 0.1214, 32452, 45432, 28830, 40362)]
    [InlineData(9.5, 0.1362, 0.1533, 25691, 35967, 22824, 31953)]
    public void Break_even_tariff_and_shutdown_price_by_machine(
        double jth, double tariff0, double tariff1, double at5Before, double at7Before, double at5After, double at7After)
    {
        var machine = new Efficiency(jth);

        double Tariff(Difficulty difficulty) =>
            MiningEconomics.BreakEvenTariffUsdKwh(MiningEconomics.Hashprice(difficulty, Subsidy, Price), machine, 1);
        double Shutdown(double tariff, Difficulty difficulty) =>
            MiningEconomics.ShutdownPriceUsd(machine, tariff, 1, MiningEconomics.HashvalueBtcPhDay(difficulty, Subsidy), 0);

        // Tariffs are printed with four decimals.
        Assert.Equal(tariff0, Tariff(s_d0), 0.51e-4);
        Assert.Equal(tariff1, Tariff(s_d1), 0.51e-4);
        Near(at5Before, Shutdown(0.05, s_d0));
        Near(at7Before, Shutdown(0.07, s_d0));
        Near(at5After, Shutdown(0.05, s_d1));
        Near(at7After, Shutdown(0.07, s_d1));
    }

    [Theory]
    [InlineData(17.5, 75720)]
    [InlineData(18.5, 80047)]
    [InlineData(9.5, 41105)]
    [InlineData(10, 43269)]
    public void Shutdown_price_at_eight_cents_is_the_checked_list(double jth, double price) =>
        Near(price, MiningEconomics.ShutdownPriceUsd(new Efficiency(jth), 0.08, 1, MiningEconomics.HashvalueBtcPhDay(s_d0, Subsidy), 0));

    [Fact]
    public void Break_even_efficiency_is_the_worst_machine_that_pays() =>
        Near(27.758, MiningEconomics.BreakEvenEfficiency(new Hashprice(33.31), 0.05, 1).JoulesPerTerahash);

    [Fact]
    public void Energy_bill_of_a_machine_is_power_by_hours_by_tariff() =>
        Near(3.5 * 24 * 0.05 * 1.1, MiningEconomics.EnergyCostUsdDay(new Power(3500), 0.05, 1.1), 1e-12);

    [Fact]
    public void Machine_at_21_5_joules_and_six_cents_is_just_under_water_at_thirty_dollars()
    {
        var terms = new MiningTerms(new Efficiency(21.5), 0.06);

        Near(30.96, terms.Hashcost.UsdPerPetahashDay, 1e-12);
        Near(30.96, terms.BreakEvenHashprice.UsdPerPetahashDay, 1e-12);
        Near(-0.96, terms.Margin(new Hashprice(30)).UsdPerPetahashDay, 1e-12);
    }

    [Fact]
    public void Margin_is_zero_at_the_break_even_hashprice_and_price_with_every_term_set()
    {
        var terms = new MiningTerms(new Efficiency(19), 0.065, Pue: 1.08, PoolFee: 0.015, OtherUsdPhDay: 2.5);
        var hashprice = MiningEconomics.Hashprice(s_d0, Subsidy, Price);

        Assert.Equal(0, terms.Margin(terms.BreakEvenHashprice).UsdPerPetahashDay, 1e-12);
        var price = terms.BreakEvenPriceUsd(Price, hashprice);
        Assert.Equal(0, terms.Margin(MiningEconomics.Hashprice(s_d0, Subsidy, price)).UsdPerPetahashDay, 1e-9);
    }

    [Fact]
    public void Cost_models_give_their_published_values()
    {
        Near(38268, CostModels.DifficultyRegressionUsd(10.2560, 0.5250, s_d0, 19.985e6), 5e-4);
        Near(18303, CostModels.DifficultyRegressionUsd(10.2560, 0.5250, new Difficulty(32.05e12), 19.15e6), 5e-4);
        Near(77291, CostModels.AnchoredUsd(87000, s_d0, 19.985e6, 1, s_d1, 19.985e6));
        Near(81760, CostModels.AnchoredUsd(87000, s_d0, 19.985e6, 0.525, s_d1, 19.985e6));
        Near(1_189_893, CostModels.EnergyKwhPerBtc(s_d0, new Efficiency(20), Subsidy) * 1.1);
        Near(59495, CostModels.ElectricityUsd(s_d0, new Efficiency(20), Subsidy, 0.05, 1.1));
        Near(47325, CostModels.ElectricityUsd(s_d0, new Efficiency(17.5), Subsidy, 0.05, 1));
        Near(74368, CostModels.ElectricityUsd(s_d0, new Efficiency(25), Subsidy, 0.05, 1.1));
    }

    [Fact]
    public void Efficiency_is_power_over_hashrate()
    {
        Near(29.1667, (new Power(3500) / new Hashrate(120))!.Value.JoulesPerTerahash);
        Assert.Null(new Power(3500) / Hashrate.Zero);
        Near(3500, (new Efficiency(29.1666666667) * new Hashrate(120)).Watts);
        Near(1.2, (Hashrate.FromPetahashesPerSecond(1200)).ExahashesPerSecond);
    }

    private static void Near(double expected, double actual, double relative = 1e-4) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected),
            FormattableString.Invariant($"{actual} is not {expected}."));
}
