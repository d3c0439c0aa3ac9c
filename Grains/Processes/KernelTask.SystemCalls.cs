using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Memory;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Processes;

/// <content>fork, execve, open, close: each a system call of this thread, which ends only once they have.</content>
public sealed partial class KernelTask
{
    /// <inheritdoc/>
    public ValueTask<ForkResult> Fork(ForkRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        return SystemCall(static done => done.At, new(Errno.ESRCH, default, at), () => Fork(request, at));
    }

    /// <inheritdoc/>
    public ValueTask<ExitResult> Exec(ExecRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        return SystemCall(static done => done.At, new(Errno.ESRCH, false, 0, default, at), () => Exec(request, at));
    }

    /// <inheritdoc/>
    public ValueTask<OpenResult> Open(OpenRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        return SystemCall(static done => done.At, new(Errno.ESRCH, -1, default, at), () => Open(request, at));
    }

    /// <inheritdoc/>
    public ValueTask<UnbindResult> Close(CloseRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        return SystemCall(static done => done.At, new(Errno.EBADF, false, at), () => Close(request, at));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<ForkResult> Fork(ForkRequest request, VirtualTime at)
    {
        var (error, mm, cost, copiedAt) = await CopyMm(request, at);
        if (!error.IsSuccess)
        {
            return new(error, cost, copiedAt);
        }

        var (inUse, table, filledAt) = await CopyFiles(request, copiedAt);
        if (!inUse.IsSuccess)
        {
            return new(inUse, cost, (await ExitMmap.PutUser(Kernel, StampAt(filledAt), mm)).At);
        }

        var child = await Kernel.Task(request.Child).BecomeChild(new(StampAt(filledAt), mm, table));
        if (child.Error.IsSuccess)
        {
            return new(Errno.None, cost, child.At);
        }

        var leftAt = await LeaveTable(table, child.At);
        return new(child.Error, cost, (await ExitMmap.PutUser(Kernel, StampAt(leftAt), mm)).At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<ExitResult> Exec(ExecRequest request, VirtualTime at)
    {
        var created = await Kernel.Mm(request.NewMm).Create(new(StampAt(at), null));
        if (!created.Error.IsSuccess)
        {
            return new(created.Error, false, 0, default, created.At);
        }

        // begin_new_exec: a shared table is copied, then the mm changes, then files are closed on exec.
        at = await UnshareFiles(created.At);
        var exit = await ExitMmap.PutUser(Kernel, StampAt(at), State.SwitchTo(request.NewMm));
        var doneAt = request.IsCloseOnExec ? await CloseAll(exit.At) : exit.At;
        return new(exit.Error, exit.WasLast, exit.BondsReleased, exit.WasLast ? exit.At - at : default, doneAt);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<OpenResult> Open(OpenRequest request, VirtualTime at)
    {
        var bound = await Kernel.Device(request.Device).Bind(new(StampAt(at), State.Mm, request.Features, 0));
        if (!bound.Error.IsSuccess)
        {
            return new(bound.Error, -1, default, bound.At, bound.Why);
        }

        var file = Name.Sibling(ObjectKind.File, $"{Name.Name}.{State.NextSerial()}");
        var opened = await Kernel.File(file).Open(new(StampAt(bound.At), request.Device, bound.Pasid, bound.Lease, bound.Bond));
        var installed = await Kernel.FileTable(State.FileTable).Install(new(StampAt(opened.At), file));
        return new(Errno.None, installed.Descriptor, bound.Pasid, installed.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<UnbindResult> Close(CloseRequest request, VirtualTime at)
    {
        var taken = await Kernel.FileTable(State.FileTable).Take(request with { Stamp = StampAt(at) });
        return taken.Error.IsSuccess ? await CloseFile(taken.File, taken.At) : new(taken.Error, false, taken.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<TResult> SystemCall<TResult>(Func<TResult, VirtualTime> endOf, TResult refused, Func<ValueTask<TResult>> call)
    {
        if (!State.WasSpawned || (State.IsEnding && Kernel.IsOn(TaskPoint.CallLooksForEnd)))
        {
            return refused;
        }

        State.EnterCall();
        try
        {
            var result = await call();
            _callsEndAt = VirtualTime.Max(_callsEndAt, endOf(result));
            return result;
        }
        finally
        {
            if (State.LeaveCall())
            {
                _ends.WakeAll(_callsEndAt);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, ObjectName Mm, InvalidationCost Cost, VirtualTime At)> CopyMm(ForkRequest request, VirtualTime at)
    {
        var mm = State.Mm;
        if (request.Kind != ForkKind.Fork)
        {
            var shared = await Kernel.Mm(mm).GetUser(StampAt(at));
            return (shared.Error, mm, default, shared.At);
        }

        var copied = await Kernel.Mm(mm).Fork(StampAt(at));
        if (!copied.Error.IsSuccess)
        {
            return (copied.Error, default, copied.Cost, copied.At);
        }

        var created = await Kernel.Mm(request.ChildMm).Create(new(StampAt(copied.At), copied.Image));
        return (created.Error, request.ChildMm, copied.Cost, created.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, ObjectName Table, VirtualTime At)> CopyFiles(ForkRequest request, VirtualTime at)
    {
        if (request.Kind != ForkKind.Thread)
        {
            return await CopyTable(TableOf(request.Child), at);
        }

        var shared = await Kernel.FileTable(State.FileTable).Share(StampAt(at));
        return (Errno.None, State.FileTable, shared.At);
    }

    // dup_fd: every descriptor keeps its number. One that another thread closes meanwhile is not copied.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, ObjectName Table, VirtualTime At)> CopyTable(ObjectName table, VirtualTime at)
    {
        var listed = await Kernel.FileTable(State.FileTable).List(StampAt(at));
        at = listed.At;
        var copied = listed.Open.ToBuilder();
        copied.Clear();
        foreach (var open in listed.Open)
        {
            var got = await Kernel.File(open.File).Get(StampAt(at));
            at = got.At;
            if (got.Error.IsSuccess || !Kernel.IsOn(TaskPoint.ForkLooksForFile))
            {
                copied.Add(open);
            }
        }

        var filled = await Kernel.FileTable(table).Fill(new(StampAt(at), copied.ToImmutable()));
        at = filled.At;
        if (!filled.Error.IsSuccess)
        {
            foreach (var open in copied)
            {
                at = (await CloseFile(open.File, at)).At;
            }
        }

        return (filled.Error, table, at);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> UnshareFiles(VirtualTime at)
    {
        var listed = await Kernel.FileTable(State.FileTable).List(StampAt(at));
        if (listed.Tasks == 1)
        {
            return listed.At;
        }

        // No process has a name with a slash, so no process has the copy's name.
        var shared = State.FileTable;
        (_, State.FileTable, at) = await CopyTable(Name.Sibling(ObjectKind.FileTable, $"{Name.Name}/{State.NextSerial()}"), listed.At);
        return await LeaveTable(shared, at);
    }

    // The table stays this task's while its files are closed in order (do_close_on_exec).
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> CloseAll(VirtualTime at)
    {
        var listed = await Kernel.FileTable(State.FileTable).List(StampAt(at));
        at = listed.At;
        foreach (var open in listed.Open)
        {
            at = (await Close(new(StampAt(at), open.Descriptor), at)).At;
        }

        return at;
    }

    // The last task to leave a table closes its open files.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> LeaveTable(ObjectName table, VirtualTime at)
    {
        var left = await Kernel.FileTable(table).Leave(StampAt(at));
        at = left.At;
        foreach (var open in left.Open)
        {
            at = (await CloseFile(open.File, at)).At;
        }

        return at;
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<UnbindResult> CloseFile(ObjectName file, VirtualTime at)
    {
        var put = await Kernel.File(file).Put(StampAt(at));
        return put.IsLast
            ? await Kernel.Device(put.Device).Unbind(new(StampAt(put.At), put.Pasid, put.Lease, put.Bond))
            : new(put.Error, false, put.At);
    }
}
