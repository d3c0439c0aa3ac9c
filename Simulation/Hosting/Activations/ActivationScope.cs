namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>Tells the services of one activation's scope whose they are.</summary>
internal sealed class ActivationScope
{
    /// <summary>The activation; null in a scope of no activation.</summary>
    internal IGrainContext? Context { get; set; }
}
