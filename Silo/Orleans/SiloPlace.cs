namespace SvaOrleans.Silo.Orleans;

/// <summary>The name and the ports of a silo.</summary>
/// <param name="Name">The silo's name.</param>
/// <param name="Port">The port that other silos connect to.</param>
/// <param name="PrimaryPort">The port of the silo that holds the membership.</param>
public readonly record struct SiloPlace(string Name, int Port, int PrimaryPort);
