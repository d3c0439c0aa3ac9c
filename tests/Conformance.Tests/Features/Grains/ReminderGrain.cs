namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IReminderGrain : IGrainWithStringKey
{
    Task Register(string name, TimeSpan due, TimeSpan period);

    // The reminder's name, or none.
    Task<string> Find(string name);

    Task<string> Names();

    Task Unregister(string name);

    // How long after its activation's first tick the last one came, and what the tick said of itself.
    Task<string> Ticks();

    Task Leave();
}

// A reminder whose name begins with "bad" fails at each tick.
public sealed class ReminderGrain(TimeProvider clock) : Grain, IReminderGrain, IRemindable
{
    private readonly List<string> _ticks = [];
    private DateTimeOffset _registered;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), reminderName);
        _ticks.Add(
            $"{reminderName} after {Minutes(clock.GetUtcNow() - _registered)}, every {Minutes(status.Period)}, "
                + $"first {Minutes(status.FirstTickTime - _registered.UtcDateTime)}, "
                + $"now {Minutes(status.CurrentTickTime - _registered.UtcDateTime)}"
        );
        return reminderName.StartsWith("bad", StringComparison.Ordinal)
            ? throw new InvalidOperationException("This tick fails.")
            : Task.CompletedTask;
    }

    public async Task Register(string name, TimeSpan due, TimeSpan period)
    {
        await this.RegisterOrUpdateReminder(name, due, period);
        _registered = clock.GetUtcNow();
    }

    public async Task<string> Find(string name) => await this.GetReminder(name) is { } reminder ? reminder.ReminderName : "none";

    public async Task<string> Names()
    {
        var reminders = await this.GetReminders();
        return string.Join(' ', reminders.Select(static reminder => reminder.ReminderName).Order(StringComparer.Ordinal));
    }

    public async Task Unregister(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public Task<string> Ticks() => Task.FromResult(string.Join("; ", _ticks));

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private static int Minutes(TimeSpan time) => (int)Math.Round(time.TotalMinutes);
}

public interface IUnremindableGrain : IGrainWithStringKey
{
    Task Register();
}

// Has nothing that a reminder could call.
public sealed class UnremindableGrain : Grain, IUnremindableGrain
{
    public Task Register() => this.RegisterOrUpdateReminder("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}
