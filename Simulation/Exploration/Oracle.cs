using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Simulation.Exploration;

/// <summary>Watches a schedule and says when something that must hold does not.</summary>
public abstract class Oracle
{
    private readonly SortedSet<string> _reached = new(StringComparer.Ordinal);

    /// <summary>What it watches over, e.g. the number of an invariant and its name.</summary>
    public abstract string Name { get; }

    /// <summary>True to be asked after every step (<see cref="AfterStep"/>).</summary>
    public virtual bool WatchesSteps => false;

    /// <summary>True if <see cref="AtEnd"/> asks what happened before what.</summary>
    public virtual bool NeedsOrder => false;

    /// <summary>What has been reached in any schedule so far.</summary>
    public IReadOnlyCollection<string> Reached => _reached;

    /// <summary>A schedule begins.</summary>
    public virtual void Begin() { }

    /// <summary>A step has run.</summary>
    /// <param name="at">The activation where.</param>
    /// <exception cref="ViolationException">Something does not hold: <see cref="Fail"/>.</exception>
    public virtual void AfterStep(Activation at) { }

    /// <summary>Nothing can happen any more and nobody waits.</summary>
    /// <param name="order">What happened before what; null unless <see cref="NeedsOrder"/>.</param>
    /// <exception cref="ViolationException">Something does not hold: <see cref="Fail"/>.</exception>
    public virtual void AtEnd(CausalOrder? order) { }

    /// <summary>Marks that something has happened which an exploration that is worth its name must see at least once.</summary>
    /// <param name="mark">What.</param>
    protected void Reach(string mark) => _reached.Add(mark);

    /// <summary>Says that something does not hold.</summary>
    /// <param name="message">What was seen.</param>
    /// <param name="kind">Which kind of failure it is.</param>
    protected ViolationException Fail(string message, ViolationKind kind = ViolationKind.Safety) => new(new(kind, Name, message));
}
