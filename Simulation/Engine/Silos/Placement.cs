namespace SvaOrleans.Simulation.Engine.Silos;

/// <summary>Chooses the silo of a new activation. It must depend on its arguments only.</summary>
/// <param name="grain">The grain.</param>
/// <param name="silos">The silos that take activations, never empty, in their order.</param>
/// <returns>One of <paramref name="silos"/>.</returns>
public delegate SimulatedSilo Placement(GrainSlot grain, IReadOnlyList<SimulatedSilo> silos);
