namespace SvaOrleans.Simulation.Hosting;

/// <summary>The facts about a silo that its configuration can use.</summary>
/// <param name="SiloName">Its name.</param>
public sealed record SimulatedSiloOptions(string SiloName);
