using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Simulation.Exploration.Runs;

/// <summary>A strategy that receives the accesses of each step, and the steps that it races with.</summary>
internal interface IStepWatcher
{
    /// <summary>The step that was chosen last has run.</summary>
    /// <param name="order">The order so far; the step is its last.</param>
    /// <param name="races">Places of the steps that could have come after it instead.</param>
    void Ran(CausalOrder order, IReadOnlyList<int> races);
}
