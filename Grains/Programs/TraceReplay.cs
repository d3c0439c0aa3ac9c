using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Programs;

/// <summary>Plays the events of a trace in order: binds every new address space to the devices, lets them access every new mapping,
/// invalidates every changed mapping, and runs an exit for every process that ends.</summary>
internal sealed class TraceReplay(KernelReferences kernel, Stamp start, ReplayRequest request)
{
    private Stamp _stamp = start;
    private ReplayFigures _figures = ReplayFigures.Zero;

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<ReplayResult> PlayAll()
    {
        foreach (var happened in request.Events)
        {
            await Play(happened);
        }

        return new(_figures, _stamp.At);
    }

    private async ValueTask Play(ReplayEvent happened)
    {
        _stamp = _stamp.Later(happened.At);
        _figures = _figures with { Events = _figures.Events + 1 };
        switch (happened.Kind)
        {
            case ReplayKind.Appear:
                Pass((await kernel.Task(happened.Task).Spawn(new(_stamp, happened.Mm))).At);
                await BindAll(happened.Mm);
                break;
            case ReplayKind.Fork:
                var forked = await kernel.Task(happened.Task).Fork(new(_stamp, happened.Child, happened.Mm, happened.ForkKind));
                Pass(forked.At);
                _figures = _figures with { Invalidations = _figures.Invalidations + forked.Cost };
                if (forked.Error.IsSuccess && happened.ForkKind == ForkKind.Fork)
                {
                    await BindAll(happened.Mm);
                }

                break;
            case ReplayKind.Exec:
                Count(await kernel.Task(happened.Task).Exec(new(_stamp, happened.Mm, true)));
                await BindAll(happened.Mm);
                break;
            case ReplayKind.Exit:
                Count(await kernel.Task(happened.Task).Exit(new(_stamp, happened.IsOrderly)));
                break;
            case ReplayKind.Memory:
                await PlayMemory(happened.Mm, happened.Memory!, happened.Expected);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "not an event of a trace");
        }
    }

    private async ValueTask PlayMemory(ObjectName mmName, MemoryStep step, Errno expected)
    {
        var mm = kernel.Mm(mmName);
        if (step.Operation is MemoryOperation.Mprotect or MemoryOperation.Madvise or MemoryOperation.Mremap && expected.IsSuccess)
        {
            // A trace does not contain the mappings of execve; a successful call on a range shows that it was mapped.
            Pass((await mm.Adopt(new(_stamp, step.Range, Protection.Read | Protection.Write))).At);
        }

        var done = await MemoryCalls.Perform(mm, _stamp, step);
        Pass(done.At);
        _figures = _figures with
        {
            MemoryErrors = _figures.MemoryErrors + (done.Error == expected ? 0 : 1),
            PagesRemoved = _figures.PagesRemoved + (long)done.PagesRemoved,
            Invalidations = _figures.Invalidations + done.Cost,
        };
        if (step.Operation == MemoryOperation.Mmap && done.Error.IsSuccess)
        {
            await Touch(mmName, done.Range, step.Protection);
        }
    }

    private async ValueTask BindAll(ObjectName mm)
    {
        foreach (var device in request.Devices)
        {
            var bound = await kernel.Device(device).Bind(new(_stamp, mm, SvaFeatures.Iopf, 0));
            Pass(bound.At);
            if (!bound.Error.IsSuccess)
            {
                _figures = _figures with
                {
                    BindErrors = _figures.BindErrors + 1,
                    FirstBindError = _figures.FirstBindError ?? new(device, bound.Error, bound.Why),
                };
                continue;
            }

            // A bind that one device refuses does not affect the bonds of the others.
            _figures = _figures with
            {
                Binds = _figures.Binds + 1,
            };
            _pasids[mm] = bound.Pasid;
        }
    }

    private async ValueTask Touch(ObjectName mm, PageRange mapping, Protection rights)
    {
        var access = rights.HasFlag(Protection.Write) ? Protection.Write : rights & Protection.Read;
        var pages = Math.Min(request.PagesTouchedPerMapping, mapping.Count);
        if (access == Protection.None || pages == 0)
        {
            return;
        }

        foreach (var device in request.Devices)
        {
            var pasid = await PasidOf(mm);
            var done = await kernel.Device(device).Dma(new(_stamp, pasid, new(mapping.First, pages), access));
            Pass(done.At);
            _figures = _figures with
            {
                DmaPages = _figures.DmaPages + (long)done.PagesDone,
                DmaErrors = _figures.DmaErrors + (done.Error.IsSuccess ? 0 : 1),
                FirstDmaError = _figures.FirstDmaError ?? (done.Error.IsSuccess ? null : new(device, done.Error, BindRefusal.None)),
                AtcHits = _figures.AtcHits + done.AtcHits,
                IotlbHits = _figures.IotlbHits + done.IotlbHits,
                PageRequests = _figures.PageRequests + done.PageRequests,
                Refetches = _figures.Refetches + done.Refetches,
            };
        }
    }

    private readonly SortedDictionary<ObjectName, Pasid> _pasids = [];

    // A trace comes in parts, and a part may begin after the bind: the PASID is then read from the io_mm.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<Pasid> PasidOf(ObjectName mm)
    {
        if (!_pasids.TryGetValue(mm, out var pasid))
        {
            pasid = (await kernel.SvaState(mm).Number(new(_stamp, mm))).Pasid;
            _pasids.Add(mm, pasid);
        }

        return pasid;
    }

    private void Count(ExitResult exit)
    {
        Pass(exit.At);
        if (exit.HasExitedMm)
        {
            _figures = _figures with
            {
                Exits = _figures.Exits + 1,
                BondsReleased = _figures.BondsReleased + exit.BondsReleased,
                TeardownTotal = _figures.TeardownTotal + exit.Teardown,
                TeardownMax = VirtualTime.Max(_figures.TeardownMax, exit.Teardown),
            };
        }
    }

    private void Pass(VirtualTime at) => _stamp = _stamp.Later(at);
}
