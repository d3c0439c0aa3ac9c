using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>Tells whose turn it is.</summary>
internal sealed class ContextAccessor : IGrainContextAccessor
{
    /// <summary>The activation whose code runs; null in client code.</summary>
    public IGrainContext GrainContext => ((SynchronizationContext.Current as Activation)?.HostContext as SimulatedGrainContext)!;
}
