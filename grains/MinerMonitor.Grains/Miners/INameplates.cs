namespace MinerMonitor.Grains.Miners;

/// <summary>What data sheets say of models. Absent is null.</summary>
public interface INameplates
{
    /// <summary>Hashrate of a model, TH/s.</summary>
    double? HashrateThs(string model);

    /// <summary>Efficiency of a model, J/TH.</summary>
    double? EfficiencyJth(string model);
}
