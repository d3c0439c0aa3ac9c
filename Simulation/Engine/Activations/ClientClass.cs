namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>The class of the plain code that drives a world.</summary>
internal sealed class ClientClass() : GrainClass("client")
{
    public override object CreateInstance(Activation activation) => throw new NotSupportedException();

    public override Task OnActivate(Activation activation, CancellationToken cancellation) => Task.CompletedTask;

    public override Task OnDeactivate(Activation activation, DeactivationCause cause, CancellationToken cancellation) => Task.CompletedTask;
}
