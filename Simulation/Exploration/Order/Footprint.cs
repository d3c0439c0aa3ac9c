using Touch = SvaOrleans.Simulation.Access;

namespace SvaOrleans.Simulation.Exploration.Order;

/// <summary>What a step has touched.</summary>
/// <param name="Location">The grain at which it ran, as a number.</param>
/// <param name="Access">What it touched there.</param>
/// <param name="Request">The running request whose code it went on with, by its call's number; 0 for none, or an unknown one.</param>
public readonly record struct Footprint(ulong Location, Touch Access, long Request)
{
    /// <summary>Whether two steps depend on each other, so that their order is part of a schedule's meaning.</summary>
    /// <param name="other">What the other one has touched.</param>
    public bool DependsOn(in Footprint other)
    {
        Touch either = Access | other.Access;
        if ((either & Touch.Strays) != 0)
        {
            return true;
        }

        return Location == other.Location
            && ((Access & other.Access & (Touch.Writes | Touch.Admits | Touch.Queues)) != 0
                || (either & Touch.Lives) != 0
                || Meets(other, Touch.Writes, Touch.Reads)
                || Meets(other, Touch.Admits, Touch.Waits)
                || (Request != 0 && Request == other.Request)
                || (GoesOn && other.GoesOn && (either & Touch.Resumes) != 0));
    }

    private bool GoesOn => Request != 0 || (Access & Touch.Resumes) != 0;

    private bool Meets(in Footprint other, Touch stronger, Touch weaker) =>
        ((Access & stronger) != 0 && (other.Access & weaker) != 0) || ((Access & weaker) != 0 && (other.Access & stronger) != 0);
}
