namespace SvaOrleans.Simulation.Hosting;

/// <summary>What is known of a silo when it is configured.</summary>
/// <param name="SiloName">Its name.</param>
public sealed record SimulatedSiloOptions(string SiloName);
