using Orleans;
using Orleans.Runtime;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>One activation, as its grain sees it.</summary>
internal sealed class SimulatedGrainContext(Activation activation, SimulatedCluster cluster) : IGrainContext
{
    [ThreadStatic]
    private static SimulatedGrainContext? s_beingMade;

    /// <summary>The activation whose grain is being constructed on this thread. Orleans, too, hands a grain its context this way.</summary>
    internal static SimulatedGrainContext? BeingMade
    {
        get => s_beingMade;
        set => s_beingMade = value;
    }

    public GrainId GrainId => GrainReferences.IdOf(activation.Slot);

    public object? GrainInstance => activation.Instance;

    public IServiceProvider ActivationServices => cluster.Services;

    internal Activation Activation => activation;

    internal SimulatedCluster Cluster => cluster;

    internal GrainReferences Factory => cluster.References;

    internal List<IStoredState> States { get; } = [];

    internal DeactivationReason Reason { get; private set; }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (activation.State is ActivationState.Valid or ActivationState.Activating)
        {
            Reason = deactivationReason;
            activation.Deactivate((DeactivationCause)(byte)deactivationReason.ReasonCode);
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    internal static SimulatedGrainContext Of(Activation activation) => (SimulatedGrainContext)activation.SurfaceContext!;
}
