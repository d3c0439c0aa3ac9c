namespace SvaOrleans.Simulation.Engine.Admission;

/// <summary>With which of the running requests an incoming one is compared.</summary>
public enum AdmissionProfile
{
    /// <summary>
    /// As Orleans 10: only with the one remembered blocking request. When that one completes no other takes its place, so a writer can be
    /// admitted while a reader still runs (dotnet/orleans issue 10807).
    /// </summary>
    Orleans10,

    /// <summary>With every running request that does not always interleave.</summary>
    Pairwise,
}
