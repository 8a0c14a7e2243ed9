namespace MinerMonitor.Silo.Tests.Storage;

/// <summary>Registers a reminder and tells that it came.</summary>
[Alias("mm.test.reminder-probe")]
public interface IReminderProbe : IGrainWithStringKey
{
    /// <summary>Registers it, due at once.</summary>
    [Alias("RemindAsync")]
    Task RemindAsync();

    /// <summary>True while the store knows it.</summary>
    [Alias("IsRegisteredAsync")]
    Task<bool> IsRegisteredAsync();
}

internal sealed class ReminderProbe : Grain, IReminderProbe, IRemindable
{
    private const string Name = "probe";
    private static readonly TaskCompletionSource s_fired = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task Fired => s_fired.Task;

    public async Task RemindAsync() => await this.RegisterOrUpdateReminder(Name, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));

    public async Task<bool> IsRegisteredAsync() => await this.GetReminder(Name) is not null;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        s_fired.TrySetResult();
        return Task.CompletedTask;
    }
}
