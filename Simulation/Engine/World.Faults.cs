using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine;

/// <content>What goes wrong, when a strategy chooses so.</content>
public sealed partial class World
{
    private readonly List<(Step Message, long Due)> _held = [];
    private FaultSource? _faults;
    private FaultOptions? _faultOptions;

    /// <summary>How many faults have happened since the last reset.</summary>
    public int FaultCount { get; private set; }

    /// <summary>From now on the strategy is offered faults (<see cref="ReadySteps.Faults"/>), until <see cref="StopFaults"/> or the next reset.</summary>
    /// <param name="options">Which, and how many.</param>
    public void AllowFaults(FaultOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Most, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Delay, TimeSpan.Zero, nameof(options));
        _faultOptions = options;
        _faults = new FaultSource(this, options);
        _ready.Faults = _faults.Possible;
    }

    /// <summary>Nothing goes wrong any more, and what was held goes on its way.</summary>
    public void StopFaults()
    {
        EndFaults();
        ReleaseHeld(long.MaxValue);
    }

    internal void Number(Step step)
    {
        step.Sequence = ++_sequence;
        step.Cause = StepCount;
    }

    /// <summary>A ready message is held: for a while, or until the faults stop.</summary>
    internal void Hold(Step message, bool isDelay)
    {
        for (var index = 0; index < _ready.Count; index++)
        {
            if (ReferenceEquals(_ready[index], message))
            {
                _ready.Take(index);
                _held.Add((message, isDelay ? Clock.Now + _faultOptions!.Delay.Ticks : long.MaxValue));
                return;
            }
        }
    }

    internal void Crash(SimulatedSilo silo)
    {
        KillSilo(silo.Name);
        AddSilo($"{silo.Name}'");
    }

    private int LookAtFaults(FaultSource faults)
    {
        faults.Look();
        return _ready.FaultCount = faults.Possible.Count;
    }

    private FaultStep TakeFault(int index)
    {
        FaultCount++;
        return _faults!.Take(index);
    }

    private long NextHeldDue()
    {
        var next = long.MaxValue;
        foreach ((var _, var due) in _held)
        {
            next = Math.Min(next, due);
        }

        return next;
    }

    private void ReleaseHeld(long until)
    {
        for (var index = 0; index < _held.Count; )
        {
            if (_held[index].Due <= until)
            {
                var message = _held[index].Message;
                _held.RemoveAt(index);
                MakeReady(message, message.Kind);
            }
            else
            {
                index++;
            }
        }
    }

    private void EndFaults()
    {
        _faults = null;
        _ready.Faults = [];
        _ready.FaultCount = 0;
    }
}
