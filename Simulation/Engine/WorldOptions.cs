using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Engine;

/// <summary>How a world behaves. Fixed once the world is made.</summary>
public sealed class WorldOptions
{
    /// <summary>The scheduling strategy.</summary>
    public Strategy Strategy { get; init; } = new FifoStrategy();

    /// <summary>The admission profile.</summary>
    public AdmissionProfile Profile { get; init; } = AdmissionProfile.Orleans10;

    /// <summary>Names of the silos, at least one.</summary>
    public IReadOnlyList<string> Silos { get; init; } = ["silo-0"];

    /// <summary>Chooses the silo of a new activation; by default by a stable hash of the grain's identity.</summary>
    public Placement? Placement { get; init; }

    /// <summary>How long callers wait for a response unless the method says otherwise.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What happens when requests are pending and nothing can make progress but their time-outs.</summary>
    public DeadlockPolicy OnDeadlock { get; init; } = DeadlockPolicy.Report;

    /// <summary>Age at which idle activations are deactivated, checked whenever time advances; null for never.</summary>
    public TimeSpan? IdleAge { get; init; }

    /// <summary>Steps after which a run is stopped as endless.</summary>
    public long MaxSteps { get; init; } = long.MaxValue;

    /// <summary>True to watch for code that leaves the run (<see cref="OutsideWorkException"/>) after every step; false to look only when nothing is
    /// ready, or when such code comes back from another thread, for grains that an analyzer keeps from it.</summary>
    public bool WatchesOutsideWork { get; init; } = true;

    /// <summary>True to remember the strategy's decisions for a replay.</summary>
    public bool RecordDecisions { get; init; }

    /// <summary>True to count what grains do (<see cref="World.Tallies"/>).</summary>
    public bool CountsCalls { get; init; }

    /// <summary>With <see cref="CountsCalls"/>: from a request, asked once for each method, to what tells from any request of that method
    /// that was carried out how much it cost, in a unit of the caller's; null for nothing.</summary>
    public Func<GrainRequest, Func<GrainRequest, long>?>? CostOf { get; init; }

    /// <summary>Copies records on their way into the storage and out of it.</summary>
    public Func<object?, object?> CopyState { get; init; } = static state => state;

    /// <summary>Packs what flows along calls without being arguments; null for nothing.</summary>
    public ICallBaggage? Baggage { get; init; }

    /// <summary>True for the target of a continuation that is code of the hosting layer, and not of a grain; null for none.</summary>
    public Func<object, bool>? IsOwnCode { get; init; }

    /// <summary>Called when the code of an activation, or of the client, is about to run on this thread.</summary>
    public Action<Activation>? TurnEntered { get; init; }

    /// <summary>The exceptions of the cluster.</summary>
    public ClusterFaults Faults { get; init; } = new();
}
