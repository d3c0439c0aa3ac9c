using Orleans.Core.Internal;

namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>Lets code with a reference deactivate the grain.</summary>
internal sealed class ManagementExtension(IGrainContext context) : IGrainManagementExtension
{
    public ValueTask DeactivateOnIdle() => DeactivateOnIdle(CancellationToken.None);

    public ValueTask DeactivateOnIdle(CancellationToken cancellationToken)
    {
        context.Deactivate(SimulatedGrainRuntime.LeavesOnIdle, cancellationToken);
        return default;
    }

    public ValueTask MigrateOnIdle() => MigrateOnIdle(CancellationToken.None);

    public ValueTask MigrateOnIdle(CancellationToken cancellationToken)
    {
        context.Migrate(null, cancellationToken);
        return default;
    }
}
