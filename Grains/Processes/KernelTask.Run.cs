using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Grains.Programs;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Grains.Processes;

/// <content>Runs programs and traces.</content>
public sealed partial class KernelTask
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<RunResult> Run(RunRequest request)
    {
        var at = Enter(request.Stamp, default);
        var run = new ProgramRun(Kernel, Name, StampAt(at), Sleep, request.Variables);
        return await CarryOut(run.Execute(request.Program));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<ReplayResult> Replay(ReplayRequest request)
    {
        var at = Enter(request.Stamp, default);
        return await CarryOut(new TraceReplay(Kernel, StampAt(at), request).PlayAll());
    }

    private Task Sleep(VirtualTime duration) => Sleep(clock, time, duration);
}
