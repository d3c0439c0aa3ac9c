using Orleans.Timers;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Storage;

namespace SvaOrleans.Simulation.Hosting.Reminders;

/// <summary>The reminders of all grains of a cluster. They outlive activations and silos, and come in virtual time.</summary>
internal sealed class SimulatedReminders(SimulatedCluster cluster) : IReminderRegistry
{
    private static readonly TimeSpan PeriodMin = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<(string Grain, string Name), Reminder> _reminders = [];

    public async Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId,
        string reminderName,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, PeriodMin);
        Reminder reminder = new(cluster, callingGrainId, reminderName, period);
        await AsStep(() =>
        {
            if (_reminders.Remove((callingGrainId.ToString(), reminderName), out var former))
            {
                former.End();
            }

            _reminders[(callingGrainId.ToString(), reminderName)] = reminder;
            reminder.Begin(dueTime);
        });
        return reminder;
    }

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder) =>
        AsStep(() =>
        {
            if (!_reminders.Remove((callingGrainId.ToString(), reminder.ReminderName), out var known))
            {
                throw new ReminderException(
                    $"Could not unregister reminder {reminder.ReminderName} of {callingGrainId}: it is not registered."
                );
            }

            known.End();
        });

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
    {
        IGrainReminder? found = null;
        await AsStep(() => found = _reminders.GetValueOrDefault((callingGrainId.ToString(), reminderName)));
        return found;
    }

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
    {
        List<IGrainReminder> found = [];
        await AsStep(() => found.AddRange(_reminders.Values.Where(reminder => reminder.Grain == callingGrainId)));
        return found;
    }

    internal void Reset() => _reminders.Clear();

    private static Task AsStep(Action operation) =>
        MemoryStorage.Queue(
            (Activation)(SynchronizationContext.Current ?? throw new InvalidOperationException("Reminders are asked for by grains.")),
            operation
        );
}
