namespace SvaOrleans.Simulation.Hosting.Reminders;

/// <summary>One reminder: calls its grain at each period, and not before the call of the last period has ended.</summary>
internal sealed class Reminder(SimulatedCluster cluster, GrainId grain, string name, TimeSpan period) : IGrainReminder
{
    private ITimer? _timer;
    private DateTime _first;

    public string ReminderName => name;

    internal GrainId Grain => grain;

    private DateTime Now => cluster.TimeProvider.GetUtcNow().UtcDateTime;

    internal void Begin(TimeSpan dueTime)
    {
        _first = Now + dueTime;
        _timer = cluster.World.Clock.CreateTimerAt(cluster.World.Client, _ => _ = Fire(), null, dueTime, Timeout.InfiniteTimeSpan);
    }

    internal void End()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private async Task Fire()
    {
        var due = Now;
        try
        {
            await cluster.GrainFactory.GetGrain<IRemindable>(grain).ReceiveReminder(name, new TickStatus(_first, period, due));
        }
        catch (Exception)
        {
            // The next tick comes all the same, as on Orleans.
        }

        var late = Now - due;
        _timer?.Change(period - TimeSpan.FromTicks(late.Ticks % period.Ticks), Timeout.InfiniteTimeSpan);
    }
}
