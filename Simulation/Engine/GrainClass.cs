using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine;

/// <summary>A class of grains: how instances are made and how its requests are admitted. The hosting layer derives from it.</summary>
public abstract class GrainClass
{
    private Dictionary<string, CallTraits>? _overrides;

    /// <summary>Makes a class.</summary>
    /// <param name="name">The grain type's name, the first half of a grain's identity.</param>
    protected GrainClass(string name) => Name = name;

    /// <summary>The grain type's name.</summary>
    public string Name { get; }

    /// <summary>True if every request may interleave.</summary>
    public bool IsReentrant { get; protected set; }

    /// <summary>True if idle activations are kept.</summary>
    public bool KeepsAlive { get; protected set; }

    /// <summary>The time after which an idle activation is collected; null for the world's (<see cref="WorldOptions.IdleAge"/>).</summary>
    public TimeSpan? IdleAge { get; protected set; }

    /// <summary>True if the class's code tells of every touch of its state (<see cref="World.Touch"/>). Of any other class every step counts as
    /// touching everything there.</summary>
    public bool DeclaresAccess { get; protected set; }

    /// <summary>Whether a request may interleave, given the grain's instance; null if the class has no such rule.</summary>
    public Func<object, GrainRequest, bool>? MayInterleave { get; protected set; }

    /// <summary>The filter that an instance is itself, behind those of the silo; null for none.</summary>
    public Func<FilteredCall, Task>? OwnFilter { get; protected set; }

    /// <summary>How many activations of one identity a silo may have; 0 for a class of which only one lives in the whole cluster.</summary>
    public int WorkersMax { get; protected set; }

    /// <summary>Replaces what the class's attributes say about reentrancy, e.g. to make a mutant.</summary>
    /// <param name="isReentrant">True if every request may interleave.</param>
    public void OverrideReentrancy(bool isReentrant)
    {
        IsReentrant = isReentrant;
        MayInterleave = null;
    }

    /// <summary>Replaces what a method's attributes say for this class.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="traits">The new traits.</param>
    public void OverrideMethod(string method, CallTraits traits) => (_overrides ??= [])[method] = traits;

    /// <summary>Chooses the silo of a new activation, where the world's options do not.</summary>
    /// <param name="request">The request that makes it.</param>
    /// <param name="silos">The silos that take activations, never empty, in their order.</param>
    /// <returns>One of <paramref name="silos"/>; null for a silo by a stable hash of the identity.</returns>
    public virtual SimulatedSilo? Place(GrainRequest request, IReadOnlyList<SimulatedSilo> silos) => null;

    /// <summary>Makes the instance of a new activation.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>The instance.</returns>
    public abstract object CreateInstance(Activation activation);

    /// <summary>Runs the grain's activation code.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="cancellation">Never cancelled at present.</param>
    /// <returns>A task that completes when the grain is ready for requests.</returns>
    public abstract Task OnActivate(Activation activation, CancellationToken cancellation);

    /// <summary>Runs the grain's deactivation code.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="cause">Why it goes.</param>
    /// <param name="cancellation">Never cancelled at present.</param>
    /// <returns>A task that completes when the grain may go.</returns>
    public abstract Task OnDeactivate(Activation activation, DeactivationCause cause, CancellationToken cancellation);

    /// <summary>True if an error that ends a request makes the activation untrustworthy.</summary>
    /// <param name="fault">What the request threw.</param>
    /// <returns>True to deactivate.</returns>
    public virtual bool IsFatal(Exception fault) => false;

    internal CallTraits TraitsOf(CallMethod method) =>
        _overrides is not null && _overrides.TryGetValue(method.Name, out var traits) ? traits : method.Traits;
}
