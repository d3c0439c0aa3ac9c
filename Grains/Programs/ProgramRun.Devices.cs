using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Faults;

namespace SvaOrleans.Grains.Programs;

/// <content>Steps on devices and domains.</content>
internal sealed partial class ProgramRun
{
    private ValueTask<StepDone> Perform(Step step) =>
        step switch
        {
            InitStep init => Init(init),
            ShutdownStep shutdown => Shutdown(shutdown),
            BindStep bind => Bind(bind),
            UnbindStep unbind => Unbind(unbind),
            UnbindAllStep unbindAll => UnbindAll(unbindAll),
            FindStep find => Find(find),
            AttachDomainStep attach => AttachDomain(attach),
            DetachDomainStep detach => DetachDomain(detach),
            IoMapStep map => IoMap(map),
            IoUnmapStep unmap => IoUnmap(unmap),
            DmaStep dma => Dma(dma),
            PageRequestStep pageRequest => RequestPage(pageRequest),
            FlushFaultsStep flush => FlushFaults(flush),
            FaultQueueStep faultQueue => FaultQueue(faultQueue),
            SetDriverStep driver => SetDriver(driver),
            InjectStep inject => Inject(inject),
            LockStep driverLock => Lock(driverLock),
            _ => PerformOnProcess(step),
        };

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Init(InitStep step)
    {
        var done = await _kernel.Device2018(step.Device).Init(new(_stamp, step.Features, step.PasidMax));
        return new(
            done.Error,
            done.At,
            null,
            done.Error.IsSuccess ? [new("pasidMin", done.PasidMin.Value), new("pasidMax", done.PasidMax.Value)] : []
        );
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Shutdown(ShutdownStep step)
    {
        var done = await _kernel.Device2018(step.Device).Shutdown(_stamp);
        return new(done.Error, done.At, null, [new("bondsRemoved", done.BondsRemoved)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Bind(BindStep step)
    {
        var done = await _kernel.Device(step.Device).Bind(new(_stamp, step.Mm, step.Features, step.DriverData));
        if (done.Error.IsSuccess)
        {
            Store(step.Variable, done.Pasid.Value);
            Store(PasidOperand.LastOf(step.Mm).Variable, done.Pasid.Value);
        }

        return new(done.Error, done.At, done.Error.IsSuccess ? done.Pasid : null, Why: done.Why);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Unbind(UnbindStep step)
    {
        var pasid = PasidOf(step.Pasid);
        var done = await _kernel.Device(step.Device).Unbind(new(_stamp, pasid));
        return new(done.Error, done.At, pasid, [new("waited", done.HasWaited ? 1 : 0)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> UnbindAll(UnbindAllStep step)
    {
        var done = await _kernel.Device2018(step.Device).UnbindAll(_stamp);
        return new(done.Error, done.At, null, [new("bondsRemoved", done.BondsRemoved)]);
    }

    // iommu_sva_find answers an mm with a user reference, which is dropped where a driver would drop it: not in this thread.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Find(FindStep step)
    {
        var pasid = PasidOf(step.Pasid);
        var owner = await _kernel.PasidSpace(step.Pasids).Find(new(_stamp, pasid));
        if (!owner.Error.IsSuccess)
        {
            return new(Errno.ESRCH, owner.At, pasid);
        }

        var found = await _kernel.FaultTarget(owner.Mm).Find(new(_stamp.Later(owner.At), pasid, owner.Lease));
        if (!found.Error.IsSuccess)
        {
            return new(Errno.ESRCH, found.At, pasid);
        }

        var taken = await _kernel.Mm(found.Mm).TryGetUser(_stamp.Later(found.At));
        if (taken.Error.IsSuccess)
        {
            await _kernel.Kworker(_task.Sibling(ObjectKind.Kworker, "mmput")).PutUserAsync(new(_stamp.Later(taken.At), found.Mm));
        }

        return new(taken.Error, taken.At, pasid);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> AttachDomain(AttachDomainStep step)
    {
        var done = await _kernel.Device(step.Device).AttachDomain(new(_stamp, step.Domain));
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> DetachDomain(DetachDomainStep step)
    {
        var done = await _kernel.Device(step.Device).DetachDomain(new(_stamp, step.Domain));
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> IoMap(IoMapStep step)
    {
        var done = await _kernel.Domain(step.Domain).Map(new(_stamp, step.Iova, step.PhysicalPage, step.Protection));
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> IoUnmap(IoUnmapStep step)
    {
        var done = await _kernel.Domain(step.Domain).Unmap(new(_stamp, step.Iova));
        return new(done.Error, done.At, null, [new("pagesUnmapped", (long)done.PagesUnmapped)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Dma(DmaStep step)
    {
        var pasid = PasidOf(step.Pasid);
        var done = await _kernel.Device(step.Device).Dma(new(_stamp, pasid, step.Range, step.Access));
        ImmutableArray<Figure> figures =
        [
            new("pages", (long)done.PagesDone),
            new("atcHits", done.AtcHits),
            new("iotlbHits", done.IotlbHits),
            new("walks", done.Walks),
            new("pageRequests", done.PageRequests),
            new("refetches", done.Refetches),
        ];
        return new(done.Error, done.At, pasid, figures);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> RequestPage(PageRequestStep step)
    {
        var pasid = PasidOf(step.Pasid);
        var request = new PageRequest(step.Device, pasid, default, step.Group, step.Page, step.Access, step.IsLast);
        var done = await _kernel.Device(step.Device).SendPageRequest(new(_stamp, request));
        return new(Errno.None, done.At, pasid, [new("outcome", (long)done.Outcome)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> FlushFaults(FlushFaultsStep step)
    {
        Pasid? pasid = step.Pasid is { } operand ? PasidOf(operand) : null;
        var done = await _kernel.Device(step.Device).FlushFaults(new(_stamp, pasid));
        return new(done.Error, done.At, pasid, [new("partialsDropped", done.PartialsDropped)]);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> FaultQueue(FaultQueueStep step)
    {
        var device = _kernel.Device(step.Device);
        var done = step.IsRemoval ? await device.RemoveFaultQueue(_stamp) : await device.AddFaultQueue(_stamp);
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> SetDriver(SetDriverStep step)
    {
        var done = await _kernel.Device(step.Device).SetDriver(new(_stamp, step.Driver));
        return new(done.Error, done.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Inject(InjectStep step)
    {
        var request = new Interfaces.Sva.InjectRequest(_stamp, step.Point, step.Nth, step.Error);
        if (step.Target.Kind == ObjectKind.Device)
        {
            var atDevice = await _kernel.Device(step.Target).Inject(request);
            return new(atDevice.Error, atDevice.At);
        }

        var atMm = await _kernel.SvaState(step.Target).Inject(request with { Mm = step.Target });
        return new(atMm.Error, atMm.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<StepDone> Lock(LockStep step)
    {
        var driverLock = _kernel.DriverLock(step.Lock);
        var done = step.IsRelease ? await driverLock.Release(new(_stamp, _task)) : await driverLock.Acquire(new(_stamp, _task));
        return new(done.Error, done.At);
    }
}
