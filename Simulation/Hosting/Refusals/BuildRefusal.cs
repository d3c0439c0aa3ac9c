namespace SvaOrleans.Simulation.Hosting.Refusals;

/// <summary>One thing that cannot be simulated.</summary>
/// <param name="Who">The type, with its member.</param>
/// <param name="What">What it uses.</param>
/// <param name="Advice">What to do.</param>
internal readonly record struct BuildRefusal(string Who, string What, string Advice)
{
    public override string ToString() => $"{Who} {What}. {Advice}";

    /// <summary>Throws one exception for all of them.</summary>
    /// <param name="refusals">The refusals.</param>
    internal static void Throw(IReadOnlyList<BuildRefusal> refusals)
    {
        if (refusals.Count == 1)
        {
            throw new SimulationException(refusals[0].ToString());
        }

        if (refusals.Count > 1)
        {
            throw new SimulationException(
                $"{refusals.Count} things cannot be simulated:{string.Concat(refusals.Select(static refusal => $"\n  {refusal}"))}"
            );
        }
    }
}
