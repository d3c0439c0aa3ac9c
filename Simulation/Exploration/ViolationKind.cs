namespace SvaOrleans.Simulation.Exploration;

/// <summary>Which kind of failure a schedule ended in.</summary>
public enum ViolationKind
{
    /// <summary>Something happened that must never happen.</summary>
    Safety,

    /// <summary>Something that must happen did not: a hang, or no end within the limits.</summary>
    Liveness,

    /// <summary>The code under test is used against its contract, and that is why it failed.</summary>
    Contract,

    /// <summary>The same choices gave another run.</summary>
    NonDeterminism,
}
