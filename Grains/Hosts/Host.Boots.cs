using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Hosts;

/// <content>Which boots there are. One at a time begins or ends.</content>
public sealed partial class Host
{
    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (record.State.Spec is not { } known)
        {
            return;
        }

        if (KernelGeneration.Find(known.Generation) is null)
        {
            // The program that booted the host had a generation that this one lacks. The host can boot another kernel.
            var note = $"this program has no kernel generation '{known.Generation}': the host stays off";
            Emit(SvaEventKind.Warning, VirtualTime.Zero, note: note);
            return;
        }

        await Until(HostPoint.HostComesBackFirst, ComeBack(known, VirtualTime.Zero).AsTask());
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A silo that gets no time to stop ends like one that dies: no object is left to notify.
        if (Current is not null && !cancellationToken.IsCancellationRequested && Kernel.IsOn(HostPoint.HostEndsItsBoot))
        {
            await End(_latest);
        }

        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<BootResult> Boot(BootRequest request)
    {
        // Set within this turn: a second boot, even now, finds the host up.
        if (_spec is not null && Kernel.IsOn(HostPoint.BootHappensOnce))
        {
            await UnderWay(HostPoint.BusyWaitsForBoot);
            return new(Errno.EBUSY, Epoch, request.At);
        }

        if (!HostSpecCheck.Holds(Name.Host, request.Spec))
        {
            DeactivateOnIdle();
            return new(Errno.EINVAL, record.State.Epoch, request.At);
        }

        return await Change(() => Start(request.Spec, null, request.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<BootResult> Reboot(RebootRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (_running > 0 && Kernel.IsOn(HostPoint.RebootLooksForPrograms))
        {
            return new(Errno.EBUSY, Epoch, at);
        }

        var checkpoint = request.FromCheckpoint ? record.State.Checkpoint : null;
        if (request.FromCheckpoint && checkpoint is null)
        {
            return new(Errno.ENOENT, Epoch, at);
        }

        if (checkpoint is not null && !IsReadable(checkpoint))
        {
            return new(Errno.EIO, Epoch, at);
        }

        return await Change(async () =>
        {
            var made = _spec!;
            await End(at);
            return await Start(made, checkpoint, at);
        });
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<PowerOffResult> PowerOff(Stamp stamp)
    {
        var at = Enter(stamp, default);
        return await Change(async () =>
        {
            var ended = End(at).AsTask();
            try
            {
                // The number stays: a later boot of a host of this name is never taken for the old one.
                await Store(static known => new(known.Epoch, null, null, false));
                return new PowerOffResult(Errno.None, Kernel.IsOn(HostPoint.PowerOffWaitsForEnd) ? await ended : 0, at);
            }
            finally
            {
                await Until(HostPoint.PowerOffWaitsForEnd, ended);
                _spec = null;
                DeactivateOnIdle();
            }
        });
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Forget()
    {
        if (_spec is not null)
        {
            return new(Errno.EBUSY, _latest);
        }

        return await Change(async () =>
        {
            try
            {
                await InTurn(record.ClearStateAsync);
                return new Done(Errno.None, _latest);
            }
            finally
            {
                DeactivateOnIdle();
            }
        });
    }

    private ValueTask<BootResult> Revive() =>
        Change(async () =>
        {
            var made = _spec!;
            await End(_latest);
            return await ComeBack(made, _latest);
        });

    // Its silo died, or it lost one of its objects.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<BootResult> ComeBack(HostSpec known, VirtualTime at)
    {
        var checkpoint = record.State.ComesBackRestored ? record.State.Checkpoint : null;
        if (checkpoint is not null && !IsReadable(checkpoint))
        {
            Emit(SvaEventKind.Warning, at, note: "the checkpoint cannot be read: the host comes back empty");
            checkpoint = null;
        }

        return await Start(known, checkpoint, at);
    }

    // Read before the old boot ends: a host must be able to boot again, at least empty.
    private static bool IsReadable(HostCheckpoint checkpoint)
    {
        try
        {
            foreach (var kept in checkpoint.Objects)
            {
                StateCodec.Read(kept.State.AsSpan());
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<BootResult> Start(HostSpec made, HostCheckpoint? checkpoint, VirtualTime at)
    {
        // While there is a specification, another boot finds the host up.
        _spec = made;
        var isUp = false;
        try
        {
            await Until(HostPoint.BootStoresItsNumber, Store(known => known with { Epoch = known.Epoch.Next, Spec = made }).AsTask());
            Current = new(record.State.Epoch, made.Generation, made.Settings, HostObjects.NewReferences());
            Join(Current);
            var configured = await Configure(made, at);
            if (configured.Error.IsSuccess && checkpoint is not null)
            {
                configured = configured with { At = await Restore(checkpoint, configured.At) };
            }

            isUp = configured.Error.IsSuccess;
            Latest(configured.At);
            if (!isUp)
            {
                await Store(static known => known with { Spec = null });
            }

            return configured;
        }
        finally
        {
            // Half a machine is none. What it was made of is stored, unless it cannot be, so that the next activation tries again.
            if (!isUp)
            {
                if (Current is not null && Kernel.IsOn(HostPoint.FailedBootEnds))
                {
                    await End(at);
                }

                _spec = null;
                DeactivateOnIdle();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<BootResult> Configure(HostSpec made, VirtualTime at)
    {
        _warned.Clear();

        // Fault workers first.
        _kworkers =
        [
            .. made.Iommus.Reverse().Select(iommu => Name.Sibling(ObjectKind.Kworker, "iopf-" + iommu.Name.Name)),
            Name.Sibling(ObjectKind.Kworker, "mmput"),
        ];
        foreach (var iommu in made.Iommus)
        {
            at = (await Told(Kernel.Iommu(iommu.Name).Configure(new(StampAt(at), iommu)), at)).At;
        }

        foreach (var kworker in _kworkers)
        {
            at = (await Told(Kernel.Kworker(kworker).Configure(StampAt(at)), at)).At;
        }

        foreach (var domain in made.Domains)
        {
            at = (await Told(Kernel.Domain(domain.Name).Configure(new(StampAt(at), domain)), at)).At;
        }

        foreach (var device in made.Devices)
        {
            var configured = await Told(Kernel.Device(device.Name).Configure(new(StampAt(at), device)), at);
            at = configured.At;
            if (!configured.Error.IsSuccess)
            {
                return new(configured.Error, Epoch, at);
            }
        }

        return new(Errno.None, Epoch, at);
    }

    private ValueTask<Done> Told(ValueTask<Done> configured, VirtualTime at) =>
        Kernel.Await(HostPoint.BootWaitsForParts, configured, new(Errno.None, at));

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> Restore(HostCheckpoint checkpoint, VirtualTime at)
    {
        at = VirtualTime.Max(at, checkpoint.At);
        var stamp = StampAt(at);
        foreach (var kept in checkpoint.Objects)
        {
            await Kernel.Await(HostPoint.RestoreWaitsForObjects, Object(kept.Name).Restore(new(stamp, kept)), default);
        }

        _warned.UnionWith(checkpoint.Warned);
        return at;
    }

    // Another one may have begun by the time that one has ended.
    private async ValueTask UnderWay(ProtocolPoint point)
    {
        while (!_changes.IsFree && Kernel.IsOn(point))
        {
            await _changes.LastEnded;
            if (!Kernel.IsOn(HostPoint.ProbeLooksAgain))
            {
                break;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<TResult> Change<TResult>(Func<ValueTask<TResult>> change)
    {
        using var turn = _changes.Take();
        return await change();
    }
}
