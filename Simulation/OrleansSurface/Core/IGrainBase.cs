using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain class offers to the runtime.</summary>
public interface IGrainBase
{
    /// <summary>The grain's place in the runtime.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first request.</summary>
    /// <param name="token">Cancelled if activation takes too long.</param>
    /// <returns>A task that completes when the grain is ready.</returns>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs when the activation goes, except on a crash.</summary>
    /// <param name="reason">Why it goes.</param>
    /// <param name="token">Cancelled if deactivation takes too long.</param>
    /// <returns>A task that completes when the grain may go.</returns>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
