using System.Collections.Immutable;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Stress;

/// <summary>Efficiency of the network's machines on one day.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.efficiency-point")]
public readonly record struct EfficiencyPoint([property: Id(0)] DateOnly Date, [property: Id(1)] double JoulesPerTerahash);

/// <summary>Network efficiency over time: ln(J/TH) linear by calendar day between points, flat outside.</summary>
public sealed class EfficiencyCurve
{
    private readonly ImmutableArray<EfficiencyPoint> _points;

    /// <exception cref="ArgumentException">No point, or one that is not above zero.</exception>
    public EfficiencyCurve(IEnumerable<EfficiencyPoint> points)
    {
        _points = [.. points.OrderBy(point => point.Date)];
        if (_points.IsEmpty) throw new ArgumentException("An efficiency curve needs one point at least.", nameof(points));
        if (_points.Any(point => !(point.JoulesPerTerahash > 0) || !double.IsFinite(point.JoulesPerTerahash)))
            throw new ArgumentException("An efficiency is a finite number of J/TH above zero.", nameof(points));
    }

    public Efficiency At(DateOnly day)
    {
        var next = 0;
        while (next < _points.Length && _points[next].Date <= day) next++;
        if (next == 0) return new Efficiency(_points[0].JoulesPerTerahash);
        var before = _points[next - 1];
        if (next == _points.Length) return new Efficiency(before.JoulesPerTerahash);
        var after = _points[next];
        var share = (double)(day.DayNumber - before.Date.DayNumber) / (after.Date.DayNumber - before.Date.DayNumber);
        var from = Math.Log(before.JoulesPerTerahash);
        return new Efficiency(Math.Exp(from + share * (Math.Log(after.JoulesPerTerahash) - from)));
    }
}
