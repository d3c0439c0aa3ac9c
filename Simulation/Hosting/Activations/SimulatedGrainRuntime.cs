using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Timers;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Time;
using SvaOrleans.Simulation.Hosting.Persistence;

namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>What Orleans' <see cref="Grain"/> asks of its silo.</summary>
internal sealed class SimulatedGrainRuntime(SimulatedCluster cluster) : IGrainRuntime, ITimerRegistry
{
    public string SiloIdentity => Current?.Activation.Silo?.Name ?? "client";

    public SiloAddress SiloAddress => SimulatedCluster.AddressOf(Current?.Activation.Silo);

    public IGrainFactory GrainFactory => cluster.GrainFactory;

    public ITimerRegistry TimerRegistry => this;

    public IServiceProvider ServiceProvider => cluster.Services;

    public TimeProvider TimeProvider => cluster.TimeProvider;

    private static SimulatedGrainContext? Current => (SynchronizationContext.Current as Activation)?.HostContext as SimulatedGrainContext;

    internal static DeactivationReason LeavesOnIdle { get; } =
        new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called.");

    public void DeactivateOnIdle(IGrainContext grainContext) => grainContext.Deactivate(LeavesOnIdle);

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) =>
        ((SimulatedGrainContext)grainContext).Activation.KeepAlive(timeSpan);

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) =>
        ((StateFactory)cluster.Services.GetRequiredService<IPersistentStateFactory>()).OfBaseClass<TGrainState>(grainContext);

    public IDisposable RegisterTimer(
        IGrainContext grainContext,
        Func<object?, Task> callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    ) =>
        RegisterGrainTimer(
            grainContext,
            (given, _) => callback(given),
            state,
            new GrainTimerCreationOptions
            {
                DueTime = dueTime,
                Period = period,
                Interleave = true,
            }
        );

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext,
        Func<TState, CancellationToken, Task> callback,
        TState state,
        GrainTimerCreationOptions options
    ) =>
        new Timer(
            ((SimulatedGrainContext)grainContext).Activation.RegisterTimer(
                cancellation => callback(state, cancellation),
                options.DueTime,
                options.Period,
                options.Interleave,
                options.KeepAlive
            )
        );

    private sealed class Timer(GrainTimer timer) : IGrainTimer
    {
        public void Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose() => timer.Dispose();
    }
}
