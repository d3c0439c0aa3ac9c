using Orleans;
using Orleans.Runtime;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>A grain timer of the surface.</summary>
internal sealed class SimulatedTimer(GrainTimer timer) : IGrainTimer
{
    public void Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

    public void Dispose() => timer.Dispose();

    internal static IGrainTimer Register(IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Activation activation = ((SimulatedGrainContext)grain.GrainContext).Activation;
        return new SimulatedTimer(activation.RegisterTimer(callback, options.DueTime, options.Period, options.Interleave, options.KeepAlive));
    }
}
