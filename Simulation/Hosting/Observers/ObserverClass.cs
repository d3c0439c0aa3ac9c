using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Activations;

namespace SvaOrleans.Simulation.Hosting.Observers;

/// <summary>The class of all objects of the client that grains can call. A cluster holds them until they are deleted; Orleans holds them weakly.</summary>
internal sealed class ObserverClass : GrainClass
{
    internal static readonly GrainType Type = GrainType.Create("simulated-observer");

    internal ObserverClass()
        : base(Type.ToString()!) => KeepsAlive = true;

    public override object CreateInstance(Activation activation) =>
        throw OrleansInternals.Rejection($"The observer {activation.Slot} has been deleted.");

    public override Task OnActivate(Activation activation, CancellationToken cancellation) => Task.CompletedTask;

    public override Task OnDeactivate(Activation activation, DeactivationCause cause, CancellationToken cancellation) => Task.CompletedTask;
}
