using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Tasks;

/// <content>Runs programs and traces.</content>
public partial class Task2018
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<RunResult> Run(RunRequest request)
    {
        _settings = request.Settings;
        var at = Pass(request.Stamp, default);
        var run = new ProgramRun(Kernel, Name, StampAt(at), _settings, Sleep, request.Variables);
        return await CarryOut(run.Execute(request.Program));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<ReplayResult> Replay(ReplayRequest request)
    {
        _settings = request.Settings;
        var at = Pass(request.Stamp, default);
        return await CarryOut(new TraceReplay(Kernel, StampAt(at), request).PlayAll());
    }

    private Task Sleep(VirtualTime duration) => Sleep(clock, time, duration);
}
