using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>One host of a simulation, as if it were alone.</summary>
internal sealed class HostWindow(EngineSimulation whole, string host) : ILocalSimulation
{
    public string Engine => whole.Engine;

    public Task<BootResult> Boot(HostSpec spec) => whole.Boot(spec);

    public Task<RunResult> Run(ObjectName task, RunRequest request) => whole.Run(task, request);

    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) => whole.Replay(task, request);

    public Task<IReadOnlyList<SvaEvent>> TakeEvents() => throw new NotSupportedException();

    public Task<WorldView> View() => throw new NotSupportedException();

    public IReadOnlyList<(ObjectName Name, object State)> States() => [.. whole.States().Where(entry => entry.Name.Host == host)];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
