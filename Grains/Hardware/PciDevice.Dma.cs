using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Grains.Hardware;

/// <content>DMA through the device's own cache, address translation requests, page requests, invalidations.</content>
public abstract partial class PciDevice
{
    private const int TriesMax = 1_000;

    // Group numbers are the device's own; 9 bits on the wire.
    private const uint GroupsMax = 512;

    private readonly WaitQueues<uint, (PageResponseCode Code, VirtualTime At)> _groups = new();

    private readonly WaitQueue<VirtualTime> _credits = new();

    private readonly List<Task> _onTheirWay = [];

    private int _groupsOutstanding;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<DmaResult> Dma(DmaRequest request)
    {
        var at = Enter(request.Stamp, default);
        var pasid = AsSent(request.Pasid);
        var figures = new DmaFigures();
        var page = request.Range.First;
        var error = Spec.Iommu.IsNone ? Errno.ENODEV : Errno.None;
        while (error.IsSuccess && figures.Pages < request.Range.Count)
        {
            (error, at) = await Access(pasid, page, request.Access, figures, at);
            if (error.IsSuccess)
            {
                figures.Pages++;
                page = new(page.Value + 1);
            }
        }

        return new(error, figures.Pages, figures.AtcHits, figures.IotlbHits, figures.Walks, figures.PageRequests, at, figures.Refetches);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<PageRequestResult> SendPageRequest(PageRequestMessage request)
    {
        var at = Enter(request.Stamp, default);
        if (Spec.Iommu.IsNone || Spec.PageRequests == 0)
        {
            return new(PageRequestOutcome.Lost, at);
        }

        var pasid = AsSent(request.Request.Pasid);
        var lease = State.Find(pasid)?.Lease ?? default;
        var sent = await Send(request.Request with { Device = Name, Pasid = pasid, Lease = lease }, at);
        if (sent.Outcome == PageRequestOutcome.Queued)
        {
            ReadsOnlyPartial(); // no object learns that it was served
        }

        if (sent.Outcome == PageRequestOutcome.AutoAnswered && !request.Request.IsStopMarker)
        {
            Emit(
                SvaEventKind.PageResponse,
                sent.At,
                pasid: pasid,
                value: (long)PageResponseCode.Success,
                note: nameof(PageResponseCode.Success)
            );
        }

        return sent;
    }

    /// <inheritdoc/>
    public ValueTask<AtcInvalidateResult> AtcInvalidate(AtcInvalidateRequest request)
    {
        var at = Enter(request.Stamp, Latencies.AtcInvalidation);
        if (Driver.IsAtcDead)
        {
            return new(new AtcInvalidateResult(Errno.ETIMEDOUT, 0, request.Stamp.At));
        }

        // Without PASID prefix an invalidation hits what every PASID has of the range.
        Drops dropped;
        if (request.Pasid == Pasid.None)
        {
            dropped = State.Atc.InvalidateAllPasids(Name, request.Range, Pasid.None, request.Asked);
            State.Outstanding.DropAll();
        }
        else
        {
            dropped = State.Atc.Invalidate(Name, request.Pasid, request.Range, request.Asked);
            State.Outstanding.Drop(request.Pasid, request.Range);
        }

        Emit(SvaEventKind.AtcInvalidate, at, Spec.Iommu, request.Pasid, request.Range, value: dropped.Entries);
        return new(new AtcInvalidateResult(Errno.None, dropped.Entries, at, dropped.Unasked));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, VirtualTime At)> Access(
        Pasid pasid,
        PageNumber page,
        Protection access,
        DmaFigures figures,
        VirtualTime at
    )
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (IsStopped(pasid))
            {
                return (Errno.EIO, at);
            }

            if (Spec.HasAts && State.Atc.TryGet(Name, pasid, page, out var cached) && (cached.Rights & access) == access)
            {
                figures.AtcHits++;
                return (Errno.None, at);
            }

            var id = State.Outstanding.Begin(pasid, page);
            var answer = await Kernel.Iommu(Spec.Iommu).Translate(new(StampAt(at), Name, Spec.Function, pasid, page, access));
            at = answer.At;
            var isFresh = State.Outstanding.End(id);
            if (answer.Outcome != TranslateOutcome.Completed)
            {
                return (answer.Outcome == TranslateOutcome.Unsupported ? Errno.ENODEV : Errno.EIO, at);
            }

            // An invalidation arrived during the request: the answer may be stale.
            if (!isFresh && Kernel.IsOn(HardwarePoint.DeviceLooksForInvalidation))
            {
                continue;
            }

            if (IsStopped(pasid))
            {
                return (Errno.EIO, at);
            }

            if ((answer.Rights & access) == access && access != Protection.None)
            {
                figures.IotlbHits += answer.IsIotlbHit ? 1 : 0;
                figures.Walks += answer.IsIotlbHit ? 0 : 1;
                figures.Refetches += answer.IsRefetch ? 1 : 0;
                figures.Refetches += Fill(pasid, page, answer) ? 1 : 0;
                return (Errno.None, at);
            }

            if (Spec.PageRequests == 0 || pasid == Pasid.None)
            {
                return (Errno.EFAULT, at);
            }

            // The request is sent in the turn that checks that the answer is still valid, so a flush after the invalidation finds it
            // posted.
            if (_groupsOutstanding >= RequestsGranted && Kernel.IsOn(HardwarePoint.DeviceWaitsForCredit))
            {
                at = VirtualTime.Max(at, await WaitIn(_credits));
                continue;
            }

            figures.PageRequests++;
            (var code, at) = await AskForPage(pasid, answer.Source.Lease, page, access, at);
            if (code != PageResponseCode.Success)
            {
                return (Errno.EFAULT, at);
            }
        }

        throw new InvalidOperationException($"{Name}: page {page} was not to be had in {TriesMax} tries");
    }

    /// <summary>The PASID that reaches the IOMMU: where entry 0 of the table is the private page table's, PASID 0 is no PASID.</summary>
    /// <param name="pasid">The PASID that the driver has programmed.</param>
    protected Pasid AsSent(Pasid pasid) => pasid == Pasid.Zero && !Spec.IsEntry0Free ? Pasid.None : pasid;

    private int RequestsGranted => Math.Min(Spec.PageRequests, (int)GroupsMax);

    private bool IsStopped(Pasid pasid) => State.IsStopped(pasid) && Kernel.IsOn(HardwarePoint.DeviceLooksForStop);

    // Whether the device had it cached before an invalidation dropped it unasked.
    private bool Fill(Pasid pasid, PageNumber page, TranslateResult answer)
    {
        if (!Spec.HasAts)
        {
            return false;
        }

        State.Atc.Fill(Name, pasid, new CachedTranslation(page, answer.Frame, answer.Rights, answer.Source), out var isRefetch);
        Emit(SvaEventKind.AtcFill, answer.At, answer.Source.Mm, pasid, PageRange.One(page));
        return isRefetch;
    }

    // One request, one group: the smallest use of the interface.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(PageResponseCode Code, VirtualTime At)> AskForPage(
        Pasid pasid,
        PasidLease lease,
        PageNumber page,
        Protection access,
        VirtualTime at
    )
    {
        _groupsOutstanding++;
        if (_groupsOutstanding > RequestsGranted)
        {
            Emit(SvaEventKind.Verdict, at, Spec.Iommu, pasid, note: "more page requests are outstanding than the device was granted");
        }

        var group = NextGroup();
        var answered = WaitIn(_groups, group);
        var sent = await Send(new(Name, pasid, lease, group, page, access, true), at);
        if (sent.Outcome == PageRequestOutcome.AutoAnswered)
        {
            Answer(group, pasid, PageResponseCode.Success, sent.At);
        }

        var (code, answeredAt) = await answered;
        _groupsOutstanding--;
        _credits.WakeFirst(answeredAt);
        return (code, VirtualTime.Max(at, answeredAt));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<PageRequestResult> Send(PageRequest request, VirtualTime at)
    {
        Emit(
            SvaEventKind.PageRequest,
            at,
            pasid: request.Pasid,
            range: PageRange.One(request.Page),
            value: request.Group,
            note: NoteOf(request)
        );
        var posted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _onTheirWay.Add(posted.Task);
        PageRequestResult sent;
        try
        {
            var stamp = StampAt(at);
            sent = await Kernel.Iommu(Spec.Iommu).RequestPage(new(stamp, request with { Step = stamp.Step }));
        }
        finally
        {
            _onTheirWay.Remove(posted.Task);
            posted.SetResult();
        }

        if (sent.Outcome == PageRequestOutcome.Queued)
        {
            await Kernel.Kworker(FaultWorker).ServePageRequests(new(StampAt(sent.At), Spec.Iommu));
        }

        return sent;
    }

    // Only the last request of a group is answered; a stop marker never is.
    private static string? NoteOf(PageRequest request) =>
        request.IsStopMarker ? "stop"
        : request.IsLast ? "last"
        : null;

    private uint NextGroup()
    {
        do
        {
            State.LastGroup = (State.LastGroup + 1) % GroupsMax;
        } while (_groups.IsOpen(State.LastGroup));

        return State.LastGroup;
    }

    /// <summary>The device drops all that its cache holds.</summary>
    protected void DropTranslations(VirtualTime at)
    {
        Emit(SvaEventKind.AtcInvalidate, at, Spec.Iommu, range: PageRange.All, value: State.Atc.Count);
        State.Atc.InvalidateAll();
        State.Outstanding.DropAll();
    }

    private sealed class DmaFigures
    {
        public ulong Pages { get; set; }

        public int AtcHits { get; set; }

        public int IotlbHits { get; set; }

        public int Walks { get; set; }

        public int PageRequests { get; set; }

        public int Refetches { get; set; }
    }

    /// <summary>The worker that serves the page requests of the device's IOMMU.</summary>
    protected ObjectName FaultWorker => Name.Sibling(ObjectKind.Kworker, "iopf-" + Spec.Iommu.Name);

    /// <summary>A response reaches the device, and wakes who waits for the group.</summary>
    protected void Answer(uint group, Pasid pasid, PageResponseCode code, VirtualTime at)
    {
        Emit(SvaEventKind.PageResponse, at, pasid: pasid, value: (long)code, note: code.ToString());
        _groups.Wake(group, (code, at));
    }

    /// <summary>Posted page requests that the IOMMU has not taken yet.</summary>
    protected Task[] Posted => [.. _onTheirWay];
}
