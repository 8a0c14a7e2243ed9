using MinerMonitor.Model.Telemetry;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Telemetry;

/// <summary>Lines that pyasic really printed.</summary>
public sealed class PyasicFixtureTests
{
    private const long AtMs = 1_770_458_700_000;

    [Fact]
    public void Every_fixture_is_known_to_these_tests()
    {
        var files = Directory.GetFiles(Folder(), "*.txt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "antminer-s19pro-stock", "avalon-a1566", "edge-empty-boards-double-comma", "edge-error-message-unescaped-quotes",
                "edge-unreachable-defaults", "edge-whatsminer-error", "elphapex-dg1plus-scrypt", "hammer-d10-scrypt", "luxos-s19kpro",
                "mskminer-s19", "whatsminer-m30",
            ],
            files);
    }

    [Fact]
    public void A_stock_antminer_with_a_broken_mac_is_known_by_its_address() => Assert.Equal(
        new ParsedSample
        {
            Miner = "192.0.2.10",
            WeakIdentity = true,
            Model = "AntMiner S19 Pro",
            Firmware = "Stock",
            AtMs = AtMs,
            HashrateThs = 110.57,
            NominalHashrateThs = 110,
            UptimeSec = 50474,
            SharesAccepted = 4057,
            SharesRejected = 11,
            State = ReportedState.Hashing,
        },
        Fixture("antminer-s19pro-stock"));

    [Fact]
    public void An_avalon_gives_power_inlet_and_hottest_chip() => Assert.Equal(
        new ParsedSample
        {
            Miner = "12:34:56:78:90:12",
            Model = "Avalon 1566",
            Firmware = "Stock",
            AtMs = AtMs,
            HashrateThs = 184.01,
            NominalHashrateThs = 201.92,
            PowerW = 3731,
            PowerSource = PowerSource.Device,
            UptimeSec = 975,
            ChipTemperatureC = 78,
            InletTemperatureC = 31,
            SharesAccepted = 148,
            SharesRejected = 1,
            State = ReportedState.Hashing,
        },
        Fixture("avalon-a1566"));

    [Fact]
    public void A_luxos_machine_sums_the_shares_of_its_pools() => Assert.Equal(
        new ParsedSample
        {
            Miner = "192.0.2.10",
            WeakIdentity = true,
            Model = "AntMiner S19k Pro",
            Firmware = "LuxOS",
            AtMs = AtMs,
            HashrateThs = 56.92,
            NominalHashrateThs = 61.95,
            PowerW = 1051,
            PowerSource = PowerSource.Device,
            UptimeSec = 3453,
            ChipTemperatureC = 47,
            SharesAccepted = 1483,
            SharesRejected = 1,
            State = ReportedState.Hashing,
        },
        Fixture("luxos-s19kpro"));

    [Fact]
    public void An_mskminer_machine_is_read() => Assert.Equal(
        new ParsedSample
        {
            Miner = "12:34:56:78:90:12",
            Model = "AntMiner S19 No PIC",
            Firmware = "Stock",
            AtMs = AtMs,
            HashrateThs = 99.99,
            NominalHashrateThs = 99.67,
            UptimeSec = 1926,
            ChipTemperatureC = 47,
            SharesAccepted = 30000,
            SharesRejected = 300,
            State = ReportedState.Hashing,
        },
        Fixture("mskminer-s19"));

    [Fact]
    public void A_whatsminer_is_read() => Assert.Equal(
        new ParsedSample
        {
            Miner = "C4:08:28:00:A4:19",
            Model = "WhatsMiner M30S++ V10",
            Firmware = "Stock",
            AtMs = AtMs,
            HashrateThs = 67.38,
            NominalHashrateThs = 68.8,
            PowerW = 3417,
            PowerSource = PowerSource.Device,
            UptimeSec = 10154,
            ChipTemperatureC = 85,
            SharesAccepted = 2338,
            SharesRejected = 0,
            State = ReportedState.Hashing,
        },
        Fixture("whatsminer-m30"));

    [Theory]
    [InlineData("edge-unreachable-defaults")]
    [InlineData("edge-empty-boards-double-comma")]
    public void A_device_that_never_answered_is_offline_whatever_is_mining_says(string fixture) => Assert.Equal(
        new ParsedSample
        {
            Miner = "192.0.2.11",
            WeakIdentity = true,
            AtMs = AtMs,
            State = ReportedState.Offline,
            StateReason = "collector got no readings",
        },
        Fixture(fixture));

    [Theory]
    [InlineData("edge-whatsminer-error", "110: Intake fan speed error.")]
    [InlineData("edge-error-message-unescaped-quotes", "Fan \"1\" lost")]
    public void An_error_without_hashrate_is_a_fault_with_its_text(string fixture, string reason) => Assert.Equal(
        new ParsedSample
        {
            Miner = "192.0.2.11",
            WeakIdentity = true,
            AtMs = AtMs,
            State = ReportedState.Fault,
            StateReason = reason,
        },
        Fixture(fixture));

    [Theory]
    [InlineData("elphapex-dg1plus-scrypt")]
    [InlineData("hammer-d10-scrypt")]
    public void A_scrypt_device_is_refused(string fixture)
    {
        var fault = ParsedSample.LineFault(Text(fixture));

        Assert.Equal(ParseFaultCodes.Algorithm, fault.Code);
        Assert.Contains("Scrypt", fault.Reason, StringComparison.Ordinal);
    }

    internal static string Folder() => Path.Combine(Optional.RequireSharedFolder(), "fixtures", "devices", "pyasic-influx");

    private static ParsedSample Fixture(string name) => ParsedSample.Line(Text(name));

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder(), name + ".txt"));
}
