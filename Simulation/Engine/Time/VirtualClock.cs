using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Time;

/// <summary>The world's clock. It stands still while anything is ready and jumps to the next due time when nothing is.</summary>
/// <remarks>Not thread-safe, like its world. The clock can be made before its world so that a service container may hold it.</remarks>
public sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimerQueue _timers = new();
    private World? _world;
    private long _order;

    /// <summary>Virtual time since the start of the run.</summary>
    public TimeSpan Elapsed => new(Now);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    internal long Now { get; private set; }

    internal long NextDue => _timers.NextDue;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Now;

    /// <summary>A timer that fires at the activation whose code asks for it.</summary>
    /// <param name="callback">What to run.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="dueTime">Time until it fires; infinite for never.</param>
    /// <param name="period">Pause between later firings; infinite for none.</param>
    /// <returns>The timer.</returns>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var world = _world ?? throw new InvalidOperationException("The clock does not belong to a world yet.");
        return CreateTimerAt(SynchronizationContext.Current as Activation ?? world.Client, callback, state, dueTime, period);
    }

    /// <summary>A timer that fires at an activation.</summary>
    internal ITimer CreateTimerAt(Activation at, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ClockTimer(this, at, callback, state, dueTime, period);

    /// <summary>Code that has left its run must not arm or stop timers beside the loop.</summary>
    internal void RefuseStrays()
    {
        if (_world is { } world && !world.MayTouch())
        {
            throw new InvalidOperationException(
                "A timer of a simulated cluster was set off the world's thread: the code left its activation."
            );
        }
    }

    internal void Join(World world)
    {
        if (_world is not null)
        {
            throw new InvalidOperationException("A clock belongs to one world only.");
        }

        _world = world;
    }

    internal void Arm(TimerEntry entry, TimeSpan after)
    {
        entry.Due = checked(Now + after.Ticks);
        entry.Order = ++_order;
        if (after <= TimeSpan.Zero)
        {
            Fire(entry);
        }
        else
        {
            _timers.Add(entry);
        }
    }

    internal void Disarm(TimerEntry entry)
    {
        entry.IsFired = false;
        if (entry.IsArmed)
        {
            _timers.Remove(entry);
        }
    }

    internal void AdvanceTo(long time)
    {
        Now = time;
        while (_timers.TryTake(time, out var entry))
        {
            Fire(entry);
        }
    }

    private void Fire(TimerEntry entry)
    {
        entry.IsFired = true;
        if (!entry.IsReady)
        {
            entry.IsReady = true;
            _world!.MakeReady(entry, StepKind.Timer);
        }
    }

    internal void Reset()
    {
        Now = 0;
        _order = 0;
        _timers.Clear();
    }

    private sealed class ClockTimer : ITimer
    {
        private readonly VirtualClock _clock;
        private readonly TimerEntry _entry;
        private TimeSpan _period;
        private bool _disposed;

        internal ClockTimer(VirtualClock clock, Activation at, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _clock = clock;
            _entry = new TimerEntry(at, _ => Fire(callback, state), null);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
            {
                return false;
            }

            _clock.RefuseStrays();

            _period = period;
            _clock.Disarm(_entry);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _clock.Arm(_entry, dueTime);
            }

            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            _clock.Disarm(_entry);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire(TimerCallback callback, object? state)
        {
            if (_period > TimeSpan.Zero)
            {
                _clock.Arm(_entry, _period);
            }

            callback(state);
        }
    }
}
