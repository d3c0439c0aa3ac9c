using SvaOrleans.Interfaces;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Tasks;

/// <content>Runs programs and traces.</content>
public partial class Task2018
{
    /// <inheritdoc/>
    public async ValueTask<RunResult> Run(RunRequest request)
    {
        settings = request.Settings;
        var at = Pass(request.Stamp, default);
        var run = new ProgramRun(Kernel, Name, StampAt(at), settings, Sleep, request.Variables);
        await run.Execute(request.Program);
        return run.Result();
    }

    /// <inheritdoc/>
    public async ValueTask<ReplayResult> Replay(ReplayRequest request)
    {
        settings = request.Settings;
        var at = Pass(request.Stamp, default);
        var replay = new TraceReplay(Kernel, StampAt(at), request);
        foreach (var happened in request.Events)
        {
            await replay.Play(happened);
        }

        return replay.Result();
    }

    private Task Sleep(VirtualTime duration) => Sleep(clock, time, duration);
}
