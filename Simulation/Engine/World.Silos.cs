namespace SvaOrleans.Simulation;

/// <content>Silos come and go.</content>
public sealed partial class World
{
    /// <summary>Kills a silo: its activations are gone without a word, calls that were to be carried out there fail.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">There is no such silo, or it is dead.</exception>
    public void KillSilo(string name)
    {
        Silo silo = Find(name);
        silo.IsAlive = false;
        silo.TakesActivations = false;
        List<Request> lost = PendingRequests().FindAll(
            request => (request.Runner ?? request.Target.Activation)?.Silo == silo && request.Stage is CallStage.InFlight or CallStage.Waiting or CallStage.Running);
        foreach (Activation activation in _activations.FindAll(a => a.Silo == silo))
        {
            Retire(activation);
            activation.Drop();
        }

        foreach (Request request in lost)
        {
            FailLost(request, silo);
        }
    }

    /// <summary>Stops a silo: its activations are deactivated one by one as their requests end; new ones are placed elsewhere.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">There is no such silo, or it is dead.</exception>
    public void StopSilo(string name)
    {
        Silo silo = Find(name);
        silo.TakesActivations = false;
        foreach (Activation activation in _activations.FindAll(a => a.Silo == silo))
        {
            activation.Deactivate(DeactivationCause.ShuttingDown);
        }
    }

    private Silo Find(string name) =>
        _silos.Find(silo => silo.Name == name && silo.IsAlive) ?? throw new ArgumentException($"There is no living silo '{name}'.", nameof(name));

    private Silo Place(GrainSlot slot)
    {
        Silo[] candidates = [.. _silos.Where(silo => silo.TakesActivations)];
        return candidates.Length == 0
            ? throw new InvalidOperationException("No silo takes activations any more.")
            : Options.Placement is { } place ? place(slot, candidates) : candidates[(int)(slot.StableHash % (ulong)candidates.Length)];
    }

    private void FailLost(Request request, Silo silo)
    {
        Exception fault = Options.Faults.SiloUnavailable($"Silo {silo} is gone; whether {request.Method} at {request.Target} was carried out is unknown.");
        MakeReady(new LostCall(request, fault), StepKind.TimeOut);
    }

    /// <summary>The caller learns that the target's silo is gone.</summary>
    private sealed class LostCall(Request request, Exception fault) : Step
    {
        private readonly long _call = request.CallNumber;

        public override Activation? At => request.Caller;

        public override GrainSlot Grain => request.Target;

        public override CallMethod Method => request.Method;

        internal override void Run(World world)
        {
            if (request.CallNumber == _call && request.Stage is not (CallStage.Done or CallStage.Responding or CallStage.Free) && !request.IsAbandoned)
            {
                Abandon(request, fault);
            }
        }
    }
}
