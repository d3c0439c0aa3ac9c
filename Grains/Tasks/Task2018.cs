using System.Collections.Immutable;
using Orleans.Concurrency;
using SvaOrleans.Grains.Exit;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Tasks;

/// <summary>A kernel thread: a process's, once it has been spawned, or one that only runs a program.</summary>
/// <remarks>kernel/fork.c, kernel/exit.c, fs/exec.c. Reentrant: whoever else asks something of a process while it runs is not kept waiting.</remarks>
[GrainType("task-2018")]
[Reentrant]
[KeepAlive]
public sealed partial class Task2018(IEventSink events, TimeProvider time, ModelClock clock) : KernelObject(events), ITaskGrain
{
    private readonly TaskState state = new();
    private HostSettings settings = HostSettings.Default;

    /// <inheritdoc/>
    public override object? StateObject => state.WasSpawned ? state : null;

    private Latencies Latencies => settings.Latencies;

    /// <inheritdoc/>
    public async ValueTask<TaskResult> Spawn(SpawnRequest request)
    {
        settings = request.Settings;
        var at = Pass(request.Stamp, Latencies.Call);
        if (state.WasSpawned)
        {
            return new(Errno.EBUSY, at);
        }

        state.Start(request.Mm);
        var created = await Kernel.Mm(request.Mm).Create(new(StampAt(at), null, settings));
        return new(created.Error, created.At);
    }

    /// <inheritdoc/>
    public ValueTask<TaskResult> BecomeChild(BecomeChildRequest request)
    {
        settings = request.Settings;
        var at = Pass(request.Stamp, Latencies.Call);
        if (state.WasSpawned)
        {
            return new(new TaskResult(Errno.EBUSY, at));
        }

        state.Start(request.Mm);
        foreach (var file in request.Files)
        {
            state.AddFile(file);
        }

        return new(new TaskResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public async ValueTask<ForkResult> Fork(ForkRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        if (!state.IsAlive)
        {
            return new(Errno.ESRCH, default, at);
        }

        var cost = default(InvalidationCost);
        var childMm = state.Mm;
        if (request.Kind == ForkKind.Fork)
        {
            var copied = await Kernel.Mm(state.Mm).Fork(StampAt(at));
            at = copied.At;
            cost = copied.Cost;
            if (!copied.Error.IsSuccess)
            {
                return new(copied.Error, cost, at);
            }

            childMm = request.ChildMm;
            at = (await Kernel.Mm(childMm).Create(new(StampAt(at), copied.Image, settings))).At;
        }
        else
        {
            var shared = await Kernel.Mm(state.Mm).GetUser(StampAt(at));
            at = shared.At;
            if (!shared.Error.IsSuccess)
            {
                return new(shared.Error, cost, at);
            }
        }

        var files = state.Files.Values.ToImmutableArray();
        foreach (var file in files)
        {
            at = (await Kernel.File(file).Get(StampAt(at))).At;
        }

        var child = await Kernel.Task(request.Child).BecomeChild(new(StampAt(at), childMm, files, settings));
        return new(child.Error, cost, child.At);
    }

    /// <inheritdoc/>
    public async ValueTask<ExitResult> Exec(ExecRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        if (!state.IsAlive)
        {
            return new(Errno.ESRCH, false, 0, default, at);
        }

        var created = await Kernel.Mm(request.NewMm).Create(new(StampAt(at), null, settings));
        if (!created.Error.IsSuccess)
        {
            return new(created.Error, false, 0, default, created.At);
        }

        var old = state.SwitchTo(request.NewMm);
        var exit = await ExitMmap.PutUser(Kernel, StampAt(created.At), old);
        var doneAt = request.IsCloseOnExec ? await CloseFiles(exit.At) : exit.At;
        return new(exit.Error, exit.WasLast, exit.BondsReleased, exit.WasLast ? exit.At - created.At : default, doneAt);
    }

    /// <inheritdoc/>
    public async ValueTask<ExitResult> Exit(ExitRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        if (!state.IsAlive)
        {
            return new(Errno.ESRCH, false, 0, default, at);
        }

        var mm = state.End();
        if (request.IsOrderly)
        {
            at = await CloseFiles(at);
        }

        // do_exit gives up the mm before the files, so on a kill drivers hear of the exit before they see a close.
        var exit = await ExitMmap.PutUser(Kernel, StampAt(at), mm);
        var doneAt = await CloseFiles(exit.At);
        return new(exit.Error, exit.WasLast, exit.BondsReleased, exit.WasLast ? exit.At - at : default, doneAt);
    }

    /// <inheritdoc/>
    public async ValueTask<OpenResult> Open(OpenRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        if (!state.IsAlive)
        {
            return new(Errno.ESRCH, -1, default, at);
        }

        var bound = await Kernel.Device(request.Device).Bind(new(StampAt(at), state.Mm, request.Features, 0));
        if (!bound.Error.IsSuccess)
        {
            return new(bound.Error, -1, default, bound.At);
        }

        var serial = state.NextFileSerial();
        var file = Name.Sibling(ObjectKind.File, $"{Name.Name}.{serial}");
        var opened = await Kernel.File(file).Open(new(StampAt(bound.At), request.Device, bound.Pasid));
        return new(Errno.None, state.AddFile(file), bound.Pasid, opened.At);
    }

    /// <inheritdoc/>
    public async ValueTask<UnbindResult> Close(CloseRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        return state.TakeFile(request.Descriptor) is { } file
            ? await CloseFile(file, at)
            : new(Errno.EBADF, false, at);
    }

    private async ValueTask<VirtualTime> CloseFiles(VirtualTime at)
    {
        foreach (var descriptor in state.Files.Keys.ToArray())
        {
            if (state.TakeFile(descriptor) is { } file)
            {
                at = (await CloseFile(file, at)).At;
            }
        }

        return at;
    }

    private async ValueTask<UnbindResult> CloseFile(ObjectName file, VirtualTime at)
    {
        var put = await Kernel.File(file).Put(StampAt(at));
        return put.IsLast
            ? await Kernel.Device(put.Device).Unbind(new(StampAt(put.At), put.Pasid))
            : new(put.Error, false, put.At);
    }
}
