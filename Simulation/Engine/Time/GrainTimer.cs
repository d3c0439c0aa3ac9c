using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Time;

/// <summary>A timer of one activation. Its ticks are requests of the activation to itself and obey the admission rule.</summary>
/// <remarks>Ticks never overlap; the period counts from the end of a tick; a change made within a tick takes effect after it; an exception ends the tick, not the timer.</remarks>
public sealed class GrainTimer : IDisposable
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposed = new();
    private readonly TickRequest _tick;
    private readonly TimerEntry _entry;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _changed;
    private bool _firing;

    internal GrainTimer(Activation activation, Func<CancellationToken, Task> callback, bool interleave, bool keepAlive)
    {
        _activation = activation;
        _callback = callback;
        KeepAlive = keepAlive;
        _tick = new TickRequest(this, interleave);
        _entry = new TimerEntry(activation, _ => Fire(), null);
    }

    internal bool KeepAlive { get; }

    /// <summary>Sets when the next tick comes and the pause between later ones.</summary>
    /// <param name="dueTime">Time until the next tick; infinite for none.</param>
    /// <param name="period">Time from the end of a tick to the next one; infinite for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite.</exception>
    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        _changed = true;
        _dueTime = dueTime;
        _period = period;
        if (!_firing)
        {
            Arm(dueTime);
        }
    }

    /// <summary>Stops the timer. A tick that runs sees its token cancelled.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }

        _disposed.Cancel();
        _activation.World.Clock.Disarm(_entry);
        _activation.Forget(this);
    }

    private static void Check(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer's time must not be negative.");
        }
    }

    private void Arm(TimeSpan time)
    {
        var clock = _activation.World.Clock;
        clock.Disarm(_entry);
        if (time != Timeout.InfiniteTimeSpan && !_disposed.IsCancellationRequested)
        {
            clock.Arm(_entry, time);
        }
    }

    private void Fire()
    {
        if (_disposed.IsCancellationRequested || _activation.State != ActivationState.Valid)
        {
            return;
        }

        _firing = true;
        _activation.Receive(_tick);
    }

    // What filters see as the method of the call that a tick is.
    private Task Tick()
    {
        _changed = false;
        return _callback(_disposed.Token);
    }

    private void OnTicked()
    {
        _firing = false;
        Arm(_changed ? _dueTime : _period);
    }

    private sealed class TickRequest : GrainRequest
    {
        private readonly GrainTimer _timer;
        private static readonly CallMethod Plain = new(typeof(GrainTimer), nameof(Tick), CallTraits.OneWay, null);
        private static readonly CallMethod Interleaving = new(
            typeof(GrainTimer),
            nameof(Tick),
            CallTraits.AlwaysInterleave | CallTraits.OneWay,
            null
        );
        private Task? _running;

        internal TickRequest(GrainTimer timer, bool interleave)
            : base(interleave ? Interleaving : Plain)
        {
            _timer = timer;
            Aim(timer._activation.Slot);
            Traits = Method.Traits;
            Kind = StepKind.Timer;
        }

        internal override object? Work => base.Work ?? _running;

        internal override bool KeepsAlive => _timer.KeepAlive;

        internal override object? BoxedResult
        {
            get => null;
            set { }
        }

        internal override void Invoke(object grain)
        {
            try
            {
                _running = _timer.Tick();
            }
            catch (Exception e)
            {
                _running = Task.FromException(e);
            }

            if (_running.IsCompleted)
            {
                Ended();
            }
            else
            {
                _running.GetAwaiter().UnsafeOnCompleted(Ended);
            }
        }

        internal override async Task InvokeForFilter(object grain)
        {
            try
            {
                await _timer.Tick();
            }
            finally
            {
                _timer.OnTicked();
            }
        }

        internal override void CompleteCaller() { }

        private void Ended()
        {
            var fault = _running!.Exception?.InnerException;
            _timer.OnTicked();
            FinishLater(fault);
        }
    }
}
