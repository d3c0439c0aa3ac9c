using Microsoft.Extensions.Hosting;

namespace SvaOrleans.Simulation.Hosting.Silos;

/// <summary>The lifetime of the program that a silo runs in. It lasts as long as the simulation.</summary>
internal sealed class SimulatedLifetime : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted { get; } = new(canceled: true);

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() =>
        throw new SimulationException(
            $"{nameof(IHostApplicationLifetime)}.{nameof(StopApplication)} is not simulated. Stop a silo by "
                + $"{nameof(SimulatedCluster)}.{nameof(SimulatedCluster.StopSilo)}."
        );
}
