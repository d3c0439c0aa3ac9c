using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine;

/// <content>Silos come and go.</content>
public sealed partial class World
{
    /// <summary>Adds a silo. What lives stays where it is; new activations may be placed on it.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">A silo of this name lives.</exception>
    public void AddSilo(string name)
    {
        if (_silos.Exists(silo => silo.Name == name && silo.IsAlive))
        {
            throw new ArgumentException($"Silo '{name}' is there already.", nameof(name));
        }

        _silos.Add(new SimulatedSilo(_silos.Count, name));
    }

    /// <summary>Kills a silo: its activations are gone without a word, calls that were to be carried out there fail.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">There is no such silo, or it is dead.</exception>
    public void KillSilo(string name)
    {
        var silo = Find(name);
        silo.IsAlive = false;
        silo.TakesActivations = false;
        var lost = InFlightTo(silo);
        foreach (var activation in _activations.FindAll(a => a.Silo == silo))
        {
            activation.AddRequestsTo(lost);
            Retire(activation);
            activation.Drop();
        }

        Volatile.Write(ref _tallies, [.. _tallies.Where(tally => tally.Silo != silo)]);
        lost.Sort(static (a, b) => a.CallNumber.CompareTo(b.CallNumber));
        foreach (var request in lost)
        {
            request.Stage = CallStage.Lost;
            if (request.IsPending)
            {
                MakeReady(
                    new GiveUpStep(
                        request,
                        Options.Faults.SiloUnavailable(
                            $"Silo {silo} is gone; whether {request.Method} at {request.Target} was carried out is unknown."
                        )
                    ),
                    StepKind.GiveUp
                );
            }
        }
    }

    /// <summary>Stops a silo: its activations are deactivated one by one as their requests end; new ones are placed elsewhere.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">There is no such silo, or it is dead.</exception>
    public void StopSilo(string name)
    {
        var silo = Find(name);
        silo.TakesActivations = false;
        foreach (var activation in _activations.FindAll(a => a.Silo == silo))
        {
            activation.Deactivate(DeactivationCause.ShuttingDown);
        }
    }

    private SimulatedSilo Find(string name) =>
        _silos.Find(silo => silo.Name == name && silo.IsAlive)
        ?? throw new ArgumentException($"There is no living silo '{name}'.", nameof(name));

    /// <summary>The silo of a new activation; null when none takes any.</summary>
    private SimulatedSilo? Place(GrainRequest request)
    {
        var slot = request.Target;
        SimulatedSilo[] candidates = [.. _silos.Where(silo => silo.TakesActivations)];
        return candidates.Length == 0 ? null
            : Options.Placement is { } place ? place(slot, candidates)
            : slot.Class.Place(request, candidates) ?? candidates[(int)(slot.RunHash % (ulong)candidates.Length)];
    }

    private List<GrainRequest> InFlightTo(SimulatedSilo silo)
    {
        List<GrainRequest> requests = [];
        for (var i = 0; i < _ready.Count; i++)
        {
            if (_ready[i] is GrainRequest { Stage: CallStage.InFlight } request && request.Target.Activation?.Silo == silo)
            {
                requests.Add(request);
            }
        }

        foreach ((var message, _) in _held)
        {
            if (message is GrainRequest { Stage: CallStage.InFlight } request && request.Target.Activation?.Silo == silo)
            {
                requests.Add(request);
            }
        }

        return requests;
    }
}
