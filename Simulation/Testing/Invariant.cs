using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Simulation.Testing;

/// <summary>Something that must be true.</summary>
/// <param name="Name">What, as a sentence.</param>
/// <param name="Holds">True if it is.</param>
/// <param name="IsAlways">True: after every step; false: at the end.</param>
internal sealed record Invariant(string Name, Func<SimulatedCluster, bool> Holds, bool IsAlways);
