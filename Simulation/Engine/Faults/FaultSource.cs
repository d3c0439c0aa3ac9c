using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Faults;

/// <summary>Knows what may go wrong at each moment. A fault keeps its number for as long as it stays possible.</summary>
internal sealed class FaultSource(World world, FaultOptions options)
{
    private readonly Dictionary<(FaultKinds Fault, long Of), FaultStep> _known = [];
    private readonly List<FaultStep> _possible = [];
    private readonly List<(FaultKinds Fault, long Of)> _keys = [];
    private int _left = options.Most;

    /// <summary>What may go wrong now.</summary>
    internal IReadOnlyList<FaultStep> Possible => _possible;

    /// <summary>One fault happens.</summary>
    internal FaultStep Take(int index)
    {
        _left--;
        return _possible[index];
    }

    /// <summary>Looks again at what may go wrong.</summary>
    internal void Look()
    {
        _possible.Clear();
        _keys.Clear();
        if (_left > 0)
        {
            LookAtMessages();
            LookAtCalls();
            LookAtActivations();
            LookAtSilos();
        }

        ForgetOthers();
    }

    private bool Has(FaultKinds kind) => (options.Kinds & kind) != 0;

    private void LookAtMessages()
    {
        if (!Has(FaultKinds.Delay | FaultKinds.Stall))
        {
            return;
        }

        for (var index = 0; index < world.Ready.Count; index++)
        {
            // Of an answer for which nobody waits yet nobody sees when it comes.
            if (
                world.Ready[index] is not GrainRequest { Kind: StepKind.Request or StepKind.Response } message
                || message is { Kind: StepKind.Response, IsAwaited: false }
            )
            {
                continue;
            }

            if (Has(FaultKinds.Delay))
            {
                Add(FaultKinds.Delay, message.Sequence, message, static message => FaultStep.OfMessage(FaultKinds.Delay, message));
            }

            if (Has(FaultKinds.Stall) && message.Kind == StepKind.Response && options.MayStall is { } may && may(message))
            {
                Add(FaultKinds.Stall, message.Sequence, message, static message => FaultStep.OfMessage(FaultKinds.Stall, message));
            }
        }
    }

    private void LookAtCalls()
    {
        if (!Has(FaultKinds.TimeOut))
        {
            return;
        }

        foreach (var call in world.PendingRequests())
        {
            if (
                call.Stage is CallStage.InFlight or CallStage.Waiting or CallStage.Running
                && !call.IsGivenUp
                && (options.MayTimeOut is not { } may || may(call))
            )
            {
                Add(FaultKinds.TimeOut, call.CallNumber, call, FaultStep.OfCall);
            }
        }
    }

    private void LookAtActivations()
    {
        if (!Has(FaultKinds.Deactivation))
        {
            return;
        }

        foreach (var activation in world.Activations)
        {
            if (activation.HasNothingToDo && (options.MayDeactivate is { } may ? may(activation) : !activation.Slot.Class.KeepsAlive))
            {
                Add(FaultKinds.Deactivation, activation.Number, activation, FaultStep.OfActivation);
            }
        }
    }

    private void LookAtSilos()
    {
        if (!Has(FaultKinds.Crash))
        {
            return;
        }

        for (var index = 0; index < world.Silos.Count; index++)
        {
            if (world.Silos[index].IsAlive)
            {
                Add(FaultKinds.Crash, index, (Silo: world.Silos[index], World: world), static at => FaultStep.OfSilo(at.Silo, at.World));
            }
        }
    }

    private void Add<T>(FaultKinds fault, long of, T what, Func<T, FaultStep> make)
    {
        (FaultKinds, long) key = (fault, of);
        if (!_known.TryGetValue(key, out var step))
        {
            step = make(what);
            world.Number(step);
            _known.Add(key, step);
        }

        _possible.Add(step);
        _keys.Add(key);
    }

    // What is possible no more, and then again, is another fault: something has happened between.
    private void ForgetOthers()
    {
        if (_known.Count > _possible.Count)
        {
            _known.Clear();
            for (var index = 0; index < _possible.Count; index++)
            {
                _known.Add(_keys[index], _possible[index]);
            }
        }
    }
}
