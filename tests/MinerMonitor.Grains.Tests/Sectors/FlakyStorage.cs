using Orleans.Storage;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>A storage whose writes take effect, but are not answered while a test says so: the version that the grain knows is then out of date.</summary>
internal sealed class FlakyStorage(IGrainStorage inner) : IGrainStorage
{
    private string? _mute;

    /// <summary>Lets the next write of one kind of grain time out after it took effect.</summary>
    public void MuteNextWriteOf(string grainType) => _mute = grainType;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_mute != grainId.Type.ToString())
        {
            await inner.WriteStateAsync(stateName, grainId, grainState);
            return;
        }

        _mute = null;
        await inner.WriteStateAsync(
            stateName, grainId, new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists });
        throw new TimeoutException("The store did not answer in time.");
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);
}
