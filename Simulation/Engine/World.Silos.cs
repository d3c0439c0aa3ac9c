using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine;

/// <content>Silos start and end.</content>
public sealed partial class World
{
    /// <summary>The silos, in their order.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => SiloTable.All;

    internal SiloTable SiloTable { get; }

    /// <summary>Adds a silo. Activations stay where they are; new ones may be placed on it.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">A silo of this name lives.</exception>
    public void AddSilo(string name) => SiloTable.Add(name);

    /// <summary>Kills a silo: its activations end without deactivation code, and calls that were to be carried out there fail.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">There is no such silo, or it is dead.</exception>
    public void KillSilo(string name) => SiloTable.Kill(name);

    /// <summary>Stops a silo: each activation deactivates when its requests end; new ones are placed elsewhere.</summary>
    /// <param name="name">The silo's name.</param>
    /// <exception cref="ArgumentException">There is no such silo, or it is dead.</exception>
    public void StopSilo(string name) => SiloTable.Stop(name);
}
