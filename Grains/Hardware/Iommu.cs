using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Iommus;

namespace SvaOrleans.Grains.Hardware;

/// <summary>An IOMMU: what its hardware sees in memory, and its caches and queues.</summary>
/// <remarks>A plain request holds the command queue. Translations interleave: they are hardware, and hardware takes no lock.</remarks>
[GrainType("iommu")]
[KeepAlive]
public sealed partial class Iommu(IEventSink events) : KernelObject<IommuState>(events), IIommuGrain, IWatchedObject
{
    private IommuSpec? _spec;

    /// <inheritdoc/>
    public ulong StateHash => StateOrNull?.Hash() ?? 0;

    /// <summary>What it is.</summary>
    private IommuSpec Spec => _spec ?? throw new InvalidOperationException($"{Name} was never booted");

    /// <inheritdoc/>
    public ValueTask<Done> Configure(ConfigureIommu request)
    {
        var at = EnterLocked(request.Stamp, default);
        _spec = request.Spec;
        State = new()
        {
            Kind = _spec.Kind,
            PasidWidthBits = _spec.PasidWidthBits,
            Iotlb = new(_spec.IotlbEntries),
            PageRequests = new(_spec.PageRequestQueueEntries),
        };
        return new(new Done(Errno.None, Leave(at)));
    }

    /// <inheritdoc/>
    public ValueTask<Done> WriteDeviceEntry(WriteDeviceEntryRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.TableWrite);
        if (request.Domain.IsNone)
        {
            State.Devices.Clear(request.Function);
        }
        else
        {
            State.Devices.Set(request.Function, new(request.Domain, request.IsAtsEnabled));
        }

        if (!request.Forgotten.IsNone)
        {
            State.Forget(request.Forgotten);
            Emit(SvaEventKind.TableClear, at, request.Forgotten);
        }

        return new(new Done(Errno.None, Leave(at)));
    }

    /// <inheritdoc/>
    public ValueTask<Done> WriteEntry(WriteEntryRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.TableWrite);
        var table = State.TableOf(request.Domain, Spec.IsExtended);
        if (table.HasEntry0 && request.Pasid == Pasid.Zero)
        {
            // The domain has it for another IOMMU, which leaves entry 0 free; here it is the private page table's.
            return new(new Done(Errno.None, Leave(at)));
        }

        if (request.Entry is { } entry)
        {
            table.Set(request.Pasid, entry);
            Emit(SvaEventKind.TableSet, at, request.Domain, request.Pasid);
        }
        else
        {
            table.Clear(request.Pasid);
            Emit(SvaEventKind.TableClear, at, request.Domain, request.Pasid);
        }

        return new(new Done(Errno.None, Leave(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<SubmitResult> Submit(CommandBatch batch)
    {
        var at = EnterLocked(batch.Stamp, default);
        var commands = 1;
        var cost = Latencies.Sync;
        var unasked = 0L;
        if (batch.IsEntryChanged)
        {
            commands++;
            cost += Latencies.IotlbInvalidation;
        }

        if (batch.IsIotlbInvalidated)
        {
            var plan =
                batch.Scope == InvalidationScope.Pasid
                    ? TlbiPlan.Whole
                    : InvalidationRules.ForIotlb(Spec.Kind, batch.Range, Spec.HasRangeCommands);
            foreach (var range in plan.Commands)
            {
                unasked += State.Iotlb.Invalidate(batch.Domain, batch.Pasid, range, batch.Range).Unasked;
                State.WalksOf(batch.Domain).Drop(batch.Pasid, range);
            }

            commands += plan.Commands.Length;
            cost += Latencies.IotlbInvalidation * plan.Commands.Length;
        }

        Emit(SvaEventKind.CommandsSubmit, at, batch.Domain, batch.Pasid, batch.Range, value: commands + batch.Devices.Length);
        at = State.Commands.Submit(at, cost);
        var (error, beyond, doneAt) = await Kernel.Await(
            HardwarePoint.SyncWaitsForDevices,
            InvalidateDevices(batch, at),
            (Errno.None, default, at)
        );
        beyond += new RoundingCost(0, unasked);
        State.CommandsExecuted += commands + batch.Devices.Length;
        Emit(SvaEventKind.CommandsSync, doneAt, batch.Domain, batch.Pasid, batch.Range, error);
        return new(error, commands + batch.Devices.Length, batch.Devices.Length, beyond, cost + (doneAt - at), Leave(doneAt));
    }

    /// <inheritdoc/>
    public ValueTask<PageRequestResult> RequestPage(PageRequestMessage request)
    {
        var at = Enter(request.Stamp, Latencies.PageRequest);
        var outcome = State.PageRequests.Offer(request.Request);
        if (outcome != PageRequestOutcome.Queued)
        {
            Emit(
                SvaEventKind.Warning,
                at,
                request.Request.Device,
                request.Request.Pasid,
                value: request.Request.Group,
                note: "page request queue overflow"
            );
        }

        return new(new PageRequestResult(outcome, at));
    }

    /// <inheritdoc/>
    public ValueTask<TakePageRequestsResult> TakePageRequests(Stamp stamp)
    {
        var at = Enter(stamp, default);
        var requests = System.Collections.Immutable.ImmutableArray.CreateBuilder<PageRequest>();
        while (State.PageRequests.TryTake(out var request))
        {
            requests.Add(request);
        }

        var hasOverflowed = State.PageRequests.HasOverflowed;
        State.PageRequests.ClearOverflow();
        return new(new TakePageRequestsResult(requests.ToImmutable(), hasOverflowed, at));
    }

    // All devices get the invalidation at the same time and the sync waits for the slowest; one dead device costs the time-out.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, RoundingCost Beyond, VirtualTime At)> InvalidateDevices(CommandBatch batch, VirtualTime at)
    {
        if (batch.Devices.IsEmpty)
        {
            return (Errno.None, default, at);
        }

        var range = batch.Scope == InvalidationScope.Pasid ? PageRange.All : InvalidationRules.ForDeviceTlb(Spec.Kind, batch.Range);
        var beyond = batch.Scope == InvalidationScope.Pasid ? 0 : range.Count - batch.Range.Count;
        var error = Errno.None;
        var unasked = 0L;
        var doneAt = at;
        foreach (
            var answer in await FanOut.Ask(
                batch.Devices,
                device => Kernel.Device(device).AtcInvalidate(new(StampAt(at), batch.Pasid, range, batch.Range))
            )
        )
        {
            doneAt = VirtualTime.Max(doneAt, answer.At);
            unasked += answer.EntriesUnasked;
            if (!answer.Error.IsSuccess)
            {
                error = answer.Error;
            }
        }

        if (!error.IsSuccess)
        {
            doneAt = VirtualTime.Max(doneAt, at + Latencies.AtcTimeout);
            Emit(SvaEventKind.AtcTimeout, doneAt, batch.Domain, batch.Pasid, batch.Range, error);
        }

        return (error, new(beyond * (ulong)batch.Devices.Length, unasked), doneAt);
    }
}
