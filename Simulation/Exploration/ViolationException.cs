namespace SvaOrleans.Simulation.Exploration;

/// <summary>Ends a schedule in which something does not hold.</summary>
/// <param name="violation">What.</param>
public sealed class ViolationException(Violation violation) : Exception(violation.Message)
{
    /// <summary>The violated condition.</summary>
    public Violation Violation => violation;
}
