using Orleans.Runtime;
using SvaOrleans.Simulation.Hosting;

namespace Orleans;

/// <summary>Base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly SimulatedGrainContext _context;

    /// <summary>Joins the activation that is being made.</summary>
    /// <exception cref="InvalidOperationException">No activation is being made: grains are made by the runtime only.</exception>
    protected Grain() => _context = SimulatedGrainContext.BeingMade
        ?? throw new InvalidOperationException("A grain is made by the runtime, as an activation; do not call its constructor.");

    /// <summary>The grain's place in the runtime.</summary>
    public IGrainContext GrainContext => _context;

    /// <summary>The grain's identity as text.</summary>
    public string IdentityString => _context.GrainId.ToString();

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => _context.Factory;

    /// <summary>The services of the activation.</summary>
    protected internal IServiceProvider ServiceProvider => _context.ActivationServices;

    /// <summary>Runs before the first request.</summary>
    /// <param name="cancellationToken">Cancelled if activation takes too long.</param>
    /// <returns>A task that completes when the grain is ready.</returns>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs when the activation goes, except on a crash.</summary>
    /// <param name="reason">Why it goes.</param>
    /// <param name="cancellationToken">Cancelled if deactivation takes too long.</param>
    /// <returns>A task that completes when the grain may go.</returns>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation once its running requests have ended; later requests go to a new one.</summary>
    protected void DeactivateOnIdle() =>
        _context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));
}
