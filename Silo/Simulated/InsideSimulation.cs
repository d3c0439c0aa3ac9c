using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Silo.Simulated;

/// <summary>An <see cref="EngineSimulation"/> for client code that runs inside its world. The code awaits its calls there, and the code
/// that drives the world completes them.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="takeEvents">Takes the events since the last call.</param>
public sealed class InsideSimulation(EngineSimulation simulation, Func<IReadOnlyList<SvaEvent>> takeEvents) : ISimulation
{
    /// <inheritdoc/>
    public string Engine => simulation.Engine;

    /// <inheritdoc/>
    public Task<BootResult> Boot(HostSpec spec) => simulation.HostOf(spec.Host, spec.Generation).Boot(new(VirtualTime.Zero, spec)).AsTask();

    /// <inheritdoc/>
    public Task<RunResult> Run(ObjectName task, RunRequest request) => simulation.HostOf(task.Host).Run(new(task, request)).AsTask();

    /// <inheritdoc/>
    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) =>
        simulation.HostOf(task.Host).Replay(new(task, request)).AsTask();

    /// <inheritdoc/>
    public Task<IReadOnlyList<SvaEvent>> TakeEvents() => Task.FromResult(takeEvents());

    /// <inheritdoc/>
    public Task<WorldView> View() => simulation.View();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
