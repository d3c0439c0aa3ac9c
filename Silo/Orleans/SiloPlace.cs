namespace SvaOrleans.Silo.Orleans;

/// <summary>Where a silo is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Port">The port that other silos reach it at.</param>
/// <param name="PrimaryPort">That of the silo that keeps the membership.</param>
public readonly record struct SiloPlace(string Name, int Port, int PrimaryPort);
