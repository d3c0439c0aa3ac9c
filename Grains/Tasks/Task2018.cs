using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Exit;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Tasks;

/// <summary>A kernel thread: a process's, once it has been spawned, or one that only runs a program.</summary>
/// <remarks>kernel/fork.c, kernel/exit.c, fs/exec.c. Reentrant: whoever else asks something of a process while it runs is not kept waiting.</remarks>
[GrainType("task-2018")]
[Reentrant]
[KeepAlive]
public partial class Task2018(IEventSink events, TimeProvider time, ModelClock clock) : KernelObject(events), ITaskGrain, IWatchedObject
{
    private TaskState _state = new();
    private HostSettings _settings = HostSettings.Default;
    private TaskCompletionSource? _callsDone;
    private VirtualTime _callsEndAt;

    /// <inheritdoc/>
    public override object? StateObject => _state.WasSpawned ? _state : null;

    /// <inheritdoc/>
    public virtual ulong Behaviour
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(_state.Hash());
            hash.Add(_callsDone is null);
            return hash.Value;
        }
    }

    private Latencies Latencies => _settings.Latencies;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<TaskResult> Spawn(SpawnRequest request)
    {
        _settings = request.Settings;
        var at = Pass(request.Stamp, Latencies.Call);
        if (_state.WasSpawned)
        {
            return new(Errno.EBUSY, at);
        }

        _state.Start(request.Mm, TableOf(Name));
        return await SystemCall(static done => done.At, default, () => Spawn(request, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<TaskResult> BecomeChild(BecomeChildRequest request)
    {
        _settings = request.Settings;
        var at = Pass(request.Stamp, Latencies.Call);
        if (_state.WasSpawned)
        {
            return new(new TaskResult(Errno.EBUSY, at));
        }

        _state.Start(request.Mm, request.FileTable);
        return new(new TaskResult(Errno.None, at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<ExitResult> Exit(ExitRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        if (!_state.TryDie() && Kernel.Keeps(ProtocolPoint.EndHappensOnce))
        {
            return new(Errno.ESRCH, false, 0, default, at);
        }

        // A signal is taken on the way out of the kernel: while a system call runs, its thread still counts as a user of the mm.
        if (_state.CallsInFlight > 0 && Kernel.Keeps(ProtocolPoint.EndWaitsForCalls))
        {
            _callsDone = NewWait();
            await _callsDone.Task;
            at = VirtualTime.Max(at, _callsEndAt);
            if (!_state.IsDying)
            {
                return new(Errno.ESRCH, false, 0, default, at); // it was about to be spawned, and was not
            }
        }

        var table = _state.FileTable;
        var mm = _state.End();
        if (request.IsOrderly)
        {
            at = await LeaveTable(table, at);
        }

        // do_exit gives up the mm before the files, so on a kill drivers hear of the exit before they see a close.
        var exit = await ExitMmap.PutUser(Kernel, StampAt(at), mm);
        var doneAt = request.IsOrderly ? exit.At : await LeaveTable(table, exit.At);
        return new(exit.Error, exit.WasLast, exit.BondsReleased, exit.WasLast ? exit.At - at : default, doneAt);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<TaskResult> Spawn(SpawnRequest request, VirtualTime at)
    {
        var filled = await Kernel.FileTable(_state.FileTable).Fill(new(StampAt(at), []));
        at = filled.At;
        if (!filled.Error.IsSuccess)
        {
            _state.CancelStart();
            return new(filled.Error, at);
        }

        var created = await Kernel.Mm(request.Mm).Create(new(StampAt(at), null, _settings));
        if (!created.Error.IsSuccess)
        {
            // The mm belongs to somebody else, so this task must never drop a user of it.
            var leftAt = await LeaveTable(_state.FileTable, created.At);
            _state.CancelStart();
            return new(created.Error, leftAt);
        }

        return new(created.Error, created.At);
    }

    private static ObjectName TableOf(ObjectName task) => task.Sibling(ObjectKind.FileTable, task.Name);

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => (_state, this._settings) = ((TaskState)kept, settings);

    /// <inheritdoc/>
    protected override void Abandon(HostRestartedException over) => _callsDone?.TrySetException(over);
}
