using System.Text;
using MinerMonitor.Model.Telemetry;
using Xunit;

namespace MinerMonitor.Model.Tests.Telemetry;

public sealed class NameplateTests
{
    [Theory]
    [InlineData("AntMiner S19 Pro", 110, 3250)]
    [InlineData("Antminer S21 XP", 270, 3645)]
    [InlineData("S21+", 216, 3564)]
    [InlineData("Bitmain Antminer S21", 200, 3500)]
    [InlineData("antminer-s19j-pro", 104, 3068)]
    [InlineData("WhatsMiner M60S VK30", 186, 3441)]
    [InlineData("Avalon 1566", 185, 3420)]
    [InlineData("AvalonMiner 1566", 185, 3420)]
    [InlineData("Avalon Q", 90, 1674)]
    [InlineData("SealMiner A2", 226, 3730)]
    [InlineData("BitAxe Gamma", 1.07, 19)]
    public void A_model_is_found_however_it_is_written(string model, double hashrateThs, double powerW)
    {
        var nameplate = Nameplates.Find(Encoding.UTF8.GetBytes(model));

        Assert.NotNull(nameplate);
        Assert.Equal((hashrateThs, powerW), (nameplate.HashrateThs, nameplate.PowerW));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AntMiner")]
    [InlineData("Antminer S99")]
    [InlineData("S21 Pro Max")]
    [InlineData("A2")]
    [InlineData("Antminer S21 é")]
    public void A_model_that_is_not_in_the_table_has_none(string model) => Assert.Null(Nameplates.Find(Encoding.UTF8.GetBytes(model)));

    [Fact]
    public void Every_nameplate_is_found_by_its_own_name_and_makes_sense() => Assert.All(Nameplates.All, nameplate =>
    {
        Assert.Same(nameplate, Nameplates.Find(nameplate.Model));
        Assert.InRange(nameplate.EfficiencyJth, 9, 110);
    });

    [Theory]
    [InlineData("Mining", ReportedState.Hashing)]
    [InlineData("OK", ReportedState.Hashing)]
    [InlineData("auto-tuning", ReportedState.Tuning)]
    [InlineData("Paused", ReportedState.Idle)]
    [InlineData("NOT_STARTED", ReportedState.Idle)]
    [InlineData("SUSPENDED", ReportedState.Curtailed)]
    [InlineData("soft-off", ReportedState.Curtailed)]
    [InlineData("broken", ReportedState.Fault)]
    [InlineData("unreachable", ReportedState.Offline)]
    [InlineData("maintenance", ReportedState.Maintenance)]
    public void A_state_is_read_in_the_words_of_its_sender(string text, ReportedState expected)
    {
        Assert.True(ReportedStates.TryParse(text, out var state));
        Assert.Equal(expected, state);
    }
}
