using System.Collections.Immutable;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Hosts;

/// <content>How a boot begins and how it ends. One at a time does either.</content>
public partial class Host2018
{
    private const int EndTries = 3;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (record.State.Spec is { } known)
        {
            await ComeBack(known, VirtualTime.Zero);
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A silo that is given no time to stop goes as one that dies: nobody is left who could be told.
        if (Current is not null && !cancellationToken.IsCancellationRequested)
        {
            await End(latest);
        }

        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual async ValueTask<BootResult> Boot(BootRequest request)
    {
        // Claimed within this turn: whoever boots it a second time, even now, finds it up.
        if (spec is not null)
        {
            return new(Errno.EBUSY, Epoch, request.At);
        }

        if (!HostSpecCheck.Holds(Name.Host, Kernel.Generation, request.Spec))
        {
            DeactivateOnIdle();
            return new(Errno.EINVAL, record.State.Epoch, request.At);
        }

        return await Change(() => Start(request.Spec, null, request.At));
    }

    /// <inheritdoc/>
    public virtual async ValueTask<BootResult> Reboot(RebootRequest request)
    {
        var at = Pass(request.Stamp, default);
        if (running > 0)
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
            var made = spec!;
            await End(at);
            return await Start(made, checkpoint, at);
        });
    }

    /// <inheritdoc/>
    public virtual async ValueTask<PowerOffResult> PowerOff(Stamp stamp)
    {
        var at = Pass(stamp, default);
        return await Change(async () =>
        {
            var ended = End(at).AsTask();
            try
            {
                // The number stays: should a host of this name ever boot again, nobody takes it for the old one.
                await Store(static known => new(known.Epoch, null, null, false));
                return new PowerOffResult(Errno.None, await ended, at);
            }
            finally
            {
                await ended;
                spec = null;
                DeactivateOnIdle();
            }
        });
    }

    private ValueTask<BootResult> Revive() => Change(async () =>
    {
        var made = spec!;
        await End(latest);
        return await ComeBack(made, latest);
    });

    // Its silo died, or it lost one of its objects.
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

    // Read before anything is given up for it; a host must come back, if only empty.
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

    private async ValueTask<BootResult> Start(HostSpec made, HostCheckpoint? checkpoint, VirtualTime at)
    {
        // As long as there is a specification, whoever wants to boot it finds it up.
        spec = made;
        var isUp = false;
        try
        {
            await Store(known => known with { Epoch = known.Epoch.Next, Spec = made });
            Current = new(record.State.Epoch, HostObjects.NewReferences());
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
                if (Current is not null)
                {
                    await End(at);
                }

                spec = null;
                DeactivateOnIdle();
            }
        }
    }

    private async ValueTask<BootResult> Configure(HostSpec made, VirtualTime at)
    {
        var settings = made.Settings;
        warned.Clear();

        // Fault workers first.
        kworkers = [.. made.Iommus.Reverse().Select(iommu => Name.Sibling(ObjectKind.Kworker, "iopf-" + iommu.Name.Name)), Name.Sibling(ObjectKind.Kworker, "mmput")];
        foreach (var iommu in made.Iommus)
        {
            at = (await Kernel.Iommu(iommu.Name).Configure(new(StampAt(at), iommu, settings))).At;
        }

        foreach (var kworker in kworkers)
        {
            at = (await Kernel.Kworker(kworker).Configure(new(StampAt(at), settings))).At;
        }

        foreach (var domain in made.Domains)
        {
            at = (await Kernel.Domain(domain.Name).Configure(new(StampAt(at), domain, settings))).At;
        }

        foreach (var device in made.Devices)
        {
            var configured = await Kernel.Device(device.Name).Configure(new(StampAt(at), device, settings));
            at = configured.At;
            if (!configured.Error.IsSuccess)
            {
                return new(configured.Error, Epoch, at);
            }
        }

        return new(Errno.None, Epoch, at);
    }

    private async ValueTask<VirtualTime> Restore(HostCheckpoint checkpoint, VirtualTime at)
    {
        at = VirtualTime.Max(at, checkpoint.At);
        var stamp = StampAt(at);
        foreach (var kept in checkpoint.Objects)
        {
            await Object(kept.Name).Restore(new(stamp, kept, spec!.Settings));
        }

        warned.UnionWith(checkpoint.Warned);
        return at;
    }

    // Everybody of this boot is told; whoever still asks something of them later is refused by the boot itself. It is over from this turn on.
    private async ValueTask<int> End(VirtualTime at)
    {
        var over = Current!;
        var stamp = StampAt(at);
        over.End();
        ImmutableArray<ObjectName> objects = [.. ObjectsOf(over).Select(static living => living.Name)];
        await Task.WhenAll(objects.Select(name => Tell(() => Object(name).EndBoot(stamp))));
        await Task.WhenAll(objects.Select(name => Tell(() => Object(name).Retire(stamp))));
        Current = null;
        return objects.Length;
    }

    private static async Task Tell(Func<ValueTask<EndBootResult>> told)
    {
        for (var attempt = 1; attempt <= EndTries; attempt++)
        {
            try
            {
                await told();
                return;
            }
            catch (OrleansMessageRejectionException)
            {
                return; // whoever cannot be told is gone
            }
            catch (TimeoutException)
            {
                // Told again: who was not told stands in the way of the object of the next boot.
            }
        }
    }

    private async ValueTask<TResult> Change<TResult>(Func<ValueTask<TResult>> change)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lastChange = changed.Task;
        try
        {
            return await change();
        }
        finally
        {
            changed.SetResult();
        }
    }

    // One write after the other: two at once would each spoil the other's tag, and with it this activation.
    private async ValueTask Store(Func<HostRecord, HostRecord> change)
    {
        var before = lastStore;
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lastStore = stored.Task;
        try
        {
            await before;
            var known = record.State;
            try
            {
                record.State = change(known);
                await record.WriteStateAsync();
            }
            catch
            {
                // What is not stored is not so.
                record.State = known;
                throw;
            }
        }
        finally
        {
            stored.SetResult();
        }
    }
}
