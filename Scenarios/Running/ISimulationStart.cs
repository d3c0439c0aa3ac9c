using SvaOrleans.Documents;
using SvaOrleans.Silo;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Starts the simulations that scenarios run in.</summary>
internal interface ISimulationStart
{
    /// <summary>The seed of the scheduler's choices; null where steps run first in, first out.</summary>
    ulong? Seed { get; }

    /// <summary>Starts one.</summary>
    /// <exception cref="InputException">A setting is invalid, or no cluster is there.</exception>
    Task<ISimulation> Create();
}
