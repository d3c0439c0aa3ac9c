using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Exploration.Order;

/// <summary>What a step has touched.</summary>
/// <param name="Location">The grain at which it ran, as a number.</param>
/// <param name="Touches">What it touched there.</param>
/// <param name="Request">The running request whose code it went on with, by its call's number; 0 for none, or an unknown one.</param>
public readonly record struct Footprint(ulong Location, Access Touches, long Request)
{
    /// <summary>Whether two steps depend on each other, so that their order is part of a schedule's meaning.</summary>
    /// <param name="other">What the other one has touched.</param>
    public bool DependsOn(in Footprint other)
    {
        var either = Touches | other.Touches;
        if ((either & Access.Strays) != 0)
        {
            return true;
        }

        return Location == other.Location
            && (
                (Touches & other.Touches & (Access.Writes | Access.Shows | Access.Admits | Access.Queues)) != 0
                || (either & Access.Lives) != 0
                || Meets(other, Access.Writes, Access.Reads)
                || Meets(other, Access.Shows, Access.Glances)
                || Meets(other, Access.Admits, Access.Waits)
                || (Request != 0 && Request == other.Request)
                || (GoesOn && other.GoesOn && (either & Access.Resumes) != 0)
            );
    }

    private bool GoesOn => Request != 0 || (Touches & Access.Resumes) != 0;

    private bool Meets(in Footprint other, Access stronger, Access weaker) =>
        ((Touches & stronger) != 0 && (other.Touches & weaker) != 0) || ((Touches & weaker) != 0 && (other.Touches & stronger) != 0);
}
