using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Memory;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Grains.Programs;

/// <content>Steps on processes and address spaces.</content>
internal sealed partial class ProgramRun
{
    private ValueTask<StepDone> PerformOnProcess(Step step) =>
        step switch
        {
            SpawnStep spawn => Spawn(spawn),
            ForkStep fork => Fork(fork),
            ExecStep exec => Exec(exec),
            ExitStep exit => Exit(exit),
            OpenStep open => Open(open),
            CloseStep close => Close(close),
            GetMmStep get => GetMm(get),
            PutMmStep put => PutMm(put),
            MemoryStep memory => Memory(memory),
            SettleStep settle => Settle(settle),
            SleepStep pause => Pause(pause),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "not a step that a task can perform"),
        };

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Spawn(SpawnStep step)
    {
        var done = await _kernel.Task(step.Task).Spawn(new(_stamp, step.Mm));
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Fork(ForkStep step)
    {
        var done = await _kernel.Task(step.Task).Fork(new(_stamp, step.Child, step.ChildMm, step.Kind));
        return new(done.Error, done.At, null, FiguresOf(done.Cost));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Exec(ExecStep step)
    {
        var done = await _kernel.Task(step.Task).Exec(new(_stamp, step.NewMm, step.IsCloseOnExec));
        return new(done.Error, done.At, null, FiguresOf(done));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Exit(ExitStep step)
    {
        var done = await _kernel.Task(step.Task).Exit(new(_stamp, step.IsOrderly));
        return new(done.Error, done.At, null, FiguresOf(done));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Open(OpenStep step)
    {
        var done = await _kernel.Task(step.Task).Open(new(_stamp, step.Device, step.Features));
        if (!done.Error.IsSuccess)
        {
            return new(done.Error, done.At, Why: done.Why);
        }

        Store(step.Variable, done.Pasid.Value);
        Store(step.Variable + DescriptorSuffix, done.Descriptor);
        return new(done.Error, done.At, done.Pasid, [new("descriptor", done.Descriptor)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Close(CloseStep step)
    {
        var descriptor = _variables.TryGetValue(step.Variable + DescriptorSuffix, out var value) ? (int)value : -1;
        var done = await _kernel.Task(step.Task).Close(new(_stamp, descriptor));
        return new(done.Error, done.At, null, [new("descriptor", descriptor), new("waited", done.HasWaited ? 1 : 0)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> GetMm(GetMmStep step)
    {
        var done = await _kernel.Mm(step.Mm).TryGetUser(_stamp);
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> PutMm(PutMmStep step)
    {
        if (step.IsAsync)
        {
            var queued = await _kernel.Kworker(_task.Sibling(ObjectKind.Kworker, "mmput")).PutUserAsync(new(_stamp, step.Mm));
            return new(queued.Error, queued.At);
        }

        var done = await ExitMmap.PutUser(_kernel, _stamp, step.Mm);
        return new(done.Error, done.At, null, [new("exitedMm", done.WasLast ? 1 : 0), new("bondsReleased", done.BondsReleased)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Memory(MemoryStep step)
    {
        var done = await MemoryCalls.Perform(_kernel.Mm(step.Mm), _stamp, step);
        ImmutableArray<Figure> place =
        [
            new("firstPage", (long)done.Range.First.Value),
            new("pageCount", (long)done.Range.Count),
            new("pagesRemoved", (long)done.PagesRemoved),
        ];
        return new(done.Error, done.At, null, [.. place, .. FiguresOf(done.Cost)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Settle(SettleStep step)
    {
        var done = await _kernel.Host(step.Host).WhenIdle(_stamp);
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Pause(SleepStep step)
    {
        await _sleep(step.Duration);
        return new(Errno.None, _stamp.At + step.Duration);
    }

    private const string DescriptorSuffix = ".fd";

    private static ImmutableArray<Figure> FiguresOf(InvalidationCost cost) =>
        [
            new("notifications", cost.Notifications),
            new("fanOut", cost.FanOut),
            new("commands", cost.Commands),
            new("pagesOverInvalidated", (long)cost.Beyond.Pages),
            new("unaskedDrops", cost.Beyond.Translations),
        ];

    private static ImmutableArray<Figure> FiguresOf(ExitResult done) =>
        [new("exitedMm", done.HasExitedMm ? 1 : 0), new("bondsReleased", done.BondsReleased), new("teardownNs", done.Teardown.Nanoseconds)];
}
