namespace MinerMonitor.Grains;

/// <summary>Writes of what grains store.</summary>
internal static class StateWrites
{
    /// <summary>Runs a write. When it fails the grain goes: the next activation begins with what is stored.</summary>
    /// <remarks>
    /// After a write that was not answered nobody knows what the store holds, nor under which version: every later write of this
    /// activation could be refused as a conflict, for ever.
    /// </remarks>
    public static async Task StoreAsync(this IGrainBase grain, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }
}
