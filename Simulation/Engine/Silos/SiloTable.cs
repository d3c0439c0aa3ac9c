using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Silos;

/// <summary>The silos of a world, dead ones included.</summary>
internal sealed class SiloTable(World world)
{
    private readonly List<SimulatedSilo> _silos = [];

    internal IReadOnlyList<SimulatedSilo> All => _silos;

    internal void Reset()
    {
        _silos.Clear();
        foreach (var name in world.Options.Silos)
        {
            Add(name);
        }
    }

    internal void Add(string name)
    {
        if (_silos.Exists(silo => silo.Name == name && silo.IsAlive))
        {
            throw new ArgumentException($"Silo '{name}' is there already.", nameof(name));
        }

        _silos.Add(new SimulatedSilo(_silos.Count, name));
    }

    internal void Kill(string name)
    {
        var silo = Find(name);
        silo.IsAlive = false;
        silo.TakesActivations = false;
        var lost = InFlightTo(silo);
        foreach (var activation in Activations(silo))
        {
            activation.AddRequestsTo(lost);
            world.Retire(activation);
            activation.Drop();
        }

        world.Tally.Drop(silo);
        lost.Sort(static (a, b) => a.CallNumber.CompareTo(b.CallNumber));
        foreach (var request in lost)
        {
            request.Stage = CallStage.Lost;
            if (request.IsPending)
            {
                world.MakeReady(
                    new GiveUpStep(
                        request,
                        world.Options.Faults.SiloUnavailable(
                            $"Silo {silo} is gone; whether {request.Method} at {request.Target} was carried out is unknown."
                        )
                    ),
                    StepKind.GiveUp
                );
            }
        }
    }

    internal void Stop(string name)
    {
        var silo = Find(name);
        silo.TakesActivations = false;
        foreach (var activation in Activations(silo))
        {
            activation.Deactivate(DeactivationCause.ShuttingDown);
        }
    }

    /// <summary>Kills a silo and starts another one in its place.</summary>
    internal void Crash(SimulatedSilo silo)
    {
        Kill(silo.Name);
        Add($"{silo.Name}'");
    }

    private SimulatedSilo Find(string name) =>
        _silos.Find(silo => silo.Name == name && silo.IsAlive)
        ?? throw new ArgumentException($"There is no living silo '{name}'.", nameof(name));

    private Activation[] Activations(SimulatedSilo silo) => [.. world.Activations.Where(activation => activation.Silo == silo)];

    private List<GrainRequest> InFlightTo(SimulatedSilo silo)
    {
        List<GrainRequest> requests = [];
        for (var i = 0; i < world.Ready.Count; i++)
        {
            if (world.Ready[i] is GrainRequest { Stage: CallStage.InFlight } request && request.Target.Activation?.Silo == silo)
            {
                requests.Add(request);
            }
        }

        foreach (var message in world.Injection.Held)
        {
            if (message is GrainRequest { Stage: CallStage.InFlight } request && request.Target.Activation?.Silo == silo)
            {
                requests.Add(request);
            }
        }

        return requests;
    }
}
