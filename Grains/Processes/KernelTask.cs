using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Memory;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Processes;

/// <summary>A kernel thread: a process's, once it has been spawned, or one that only runs a program.</summary>
/// <remarks>kernel/fork.c, kernel/exit.c, fs/exec.c. Reentrant: a request to a process does not wait for the program that it
/// runs.</remarks>
[GrainType("task")]
[Reentrant]
[KeepAlive]
public sealed partial class KernelTask(IEventSink events, TimeProvider time, ModelClock clock)
    : KernelObject<TaskState>(events, new()),
        ITaskGrain,
        IWatchedObject
{
    private readonly WaitQueue<VirtualTime> _ends = new();
    private VirtualTime _callsEndAt;

    /// <inheritdoc/>
    public override object? StateObject => State.WasSpawned ? State : null;

    /// <inheritdoc/>
    public ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(State.Hash());
            hash.Add(_ends.Count == 0);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Spawn(SpawnRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        if (State.WasSpawned)
        {
            return new(Errno.EBUSY, at);
        }

        State.Start(request.Mm, TableOf(Name));
        return await SystemCall(static done => done.At, default, () => Spawn(request, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> BecomeChild(BecomeChildRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        if (State.WasSpawned)
        {
            return new(new Done(Errno.EBUSY, at));
        }

        State.Start(request.Mm, request.FileTable);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<ExitResult> Exit(ExitRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        if (!State.TryDie() && Kernel.IsOn(TaskPoint.EndHappensOnce))
        {
            return new(Errno.ESRCH, false, 0, default, at);
        }

        // A signal is taken on the way out of the kernel: while a system call runs, its thread still counts as a user of the mm.
        if (State.CallsInFlight > 0 && Kernel.IsOn(TaskPoint.EndWaitsForCalls))
        {
            at = VirtualTime.Max(at, await WaitIn(_ends));
            if (!State.IsDying)
            {
                return new(Errno.ESRCH, false, 0, default, at); // it was about to be spawned, and was not
            }
        }

        var table = State.FileTable;
        var mm = State.End();
        if (request.IsOrderly)
        {
            at = await LeaveTable(table, at);
        }

        // do_exit drops the mm before the files, so on a kill mm_exit is called before a file is released.
        var exit = await ExitMmap.PutUser(Kernel, StampAt(at), mm);
        var doneAt = request.IsOrderly ? exit.At : await LeaveTable(table, exit.At);
        return new(exit.Error, exit.WasLast, exit.BondsReleased, exit.WasLast ? exit.At - at : default, doneAt);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<Done> Spawn(SpawnRequest request, VirtualTime at)
    {
        var filled = await Kernel.FileTable(State.FileTable).Fill(new(StampAt(at), []));
        at = filled.At;
        if (!filled.Error.IsSuccess)
        {
            State.CancelStart();
            return new(filled.Error, at);
        }

        var created = await Kernel.Mm(request.Mm).Create(new(StampAt(at), null));
        if (!created.Error.IsSuccess)
        {
            // The mm belongs to another task, so this task must never drop a user of it.
            var leftAt = await LeaveTable(State.FileTable, created.At);
            State.CancelStart();
            return new(created.Error, leftAt);
        }

        return new(created.Error, created.At);
    }

    private static ObjectName TableOf(ObjectName task) => task.Sibling(ObjectKind.FileTable, task.Name);
}
