using System.Text;
using MinerMonitor.Model.Telemetry;
using Xunit;

namespace MinerMonitor.Model.Tests.Telemetry;

/// <summary>A sample that outlives its line, absent members null: what tests compare.</summary>
internal sealed record ParsedSample
{
    public string? Fleet { get; init; }

    public string? Miner { get; init; }

    public bool WeakIdentity { get; init; }

    public string? Site { get; init; }

    public string? Model { get; init; }

    public string? Firmware { get; init; }

    public ReportedState? State { get; init; }

    public string? StateReason { get; init; }

    public long? AtMs { get; init; }

    public long? LastShareAtMs { get; init; }

    public double? HashrateThs { get; init; }

    public double? HashrateWindowSec { get; init; }

    public double? NominalHashrateThs { get; init; }

    public double? PowerW { get; init; }

    public PowerSource? PowerSource { get; init; }

    public double? SharesAccepted { get; init; }

    public double? SharesRejected { get; init; }

    public double? SharesStale { get; init; }

    public double? ShareDifficulty { get; init; }

    public double? ChipTemperatureC { get; init; }

    public double? InletTemperatureC { get; init; }

    public double? UptimeSec { get; init; }

    public static ParsedSample From(in RawSample sample)
    {
        var present = sample.Present;
        double? Number(SampleFields field, double value) => present.HasFlag(field) ? value : null;
        return new ParsedSample
        {
            Fleet = Text(sample.Fleet),
            Miner = Text(sample.Miner),
            WeakIdentity = sample.WeakIdentity,
            Site = Text(sample.Site),
            Model = Text(sample.Model),
            Firmware = Text(sample.Firmware),
            State = present.HasFlag(SampleFields.State) ? sample.State : null,
            StateReason = Text(sample.StateReason),
            AtMs = present.HasFlag(SampleFields.AtMs) ? sample.AtMs : null,
            LastShareAtMs = present.HasFlag(SampleFields.LastShareAtMs) ? sample.LastShareAtMs : null,
            HashrateThs = Number(SampleFields.HashrateThs, sample.HashrateThs),
            HashrateWindowSec = Number(SampleFields.HashrateWindowSec, sample.HashrateWindowSec),
            NominalHashrateThs = Number(SampleFields.NominalHashrateThs, sample.NominalHashrateThs),
            PowerW = Number(SampleFields.PowerW, sample.PowerW),
            PowerSource = present.HasFlag(SampleFields.PowerSource) ? sample.PowerSource : null,
            SharesAccepted = Number(SampleFields.SharesAccepted, sample.SharesAccepted),
            SharesRejected = Number(SampleFields.SharesRejected, sample.SharesRejected),
            SharesStale = Number(SampleFields.SharesStale, sample.SharesStale),
            ShareDifficulty = Number(SampleFields.ShareDifficulty, sample.ShareDifficulty),
            ChipTemperatureC = Number(SampleFields.ChipTemperatureC, sample.ChipTemperatureC),
            InletTemperatureC = Number(SampleFields.InletTemperatureC, sample.InletTemperatureC),
            UptimeSec = Number(SampleFields.UptimeSec, sample.UptimeSec),
        };
    }

    /// <summary>The sample of a line that must be one.</summary>
    public static ParsedSample Line(string line, TimestampPrecision precision = TimestampPrecision.Guess) =>
        Parse(new LineProtocolParser(precision), line);

    /// <summary>The sample of an object that must be one.</summary>
    public static ParsedSample Json(string json) => Parse(new SampleJsonParser(), json);

    /// <summary>The fault of a line that must be refused.</summary>
    public static ParseFault LineFault(string line) => Fault(new LineProtocolParser(), line);

    /// <summary>The fault of an object that must be refused.</summary>
    public static ParseFault JsonFault(string json) => Fault(new SampleJsonParser(), json);

    private static ParsedSample Parse(ISampleParser parser, string text)
    {
        var outcome = parser.Parse(Encoding.UTF8.GetBytes(text), out var sample, out var fault);
        Assert.True(outcome == ParseOutcome.Sample, $"'{text}' gave {outcome}: {fault}");
        return From(in sample);
    }

    private static ParseFault Fault(ISampleParser parser, string text)
    {
        Assert.Equal(ParseOutcome.Fault, parser.Parse(Encoding.UTF8.GetBytes(text), out _, out var fault));
        return fault;
    }

    private static string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
}
