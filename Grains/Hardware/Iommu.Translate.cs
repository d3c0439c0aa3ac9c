using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Grains.Hardware;

/// <content>Translation: device table, PASID table, IOTLB, page walk. A walk that an invalidation has overtaken is done again, so nothing
/// stale is cached or answered once the invalidation's sync has completed.</content>
public sealed partial class Iommu
{
    private const int WalksMax = 1_000;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<TranslateResult> Translate(TranslateRequest request)
    {
        var at = Enter(request.Stamp, Latencies.AtsTranslation);
        for (var walk = 0; walk < WalksMax; walk++)
        {
            if (!State.Devices.TryGet(request.Function, out var device))
            {
                return Failed(TranslateOutcome.Unsupported, at);
            }

            var entry = default(PasidEntry);
            if (request.Pasid != Pasid.None && !State.TableOf(device.Domain, Spec.IsExtended).TryGet(request.Pasid, out entry))
            {
                return Failed(TranslateOutcome.Aborted, at);
            }

            // The kernel adds rights without an invalidation, so a cached entry that lacks a right is looked up again.
            if (
                State.Iotlb.TryGet(device.Domain, request.Pasid, request.Page, out var cached)
                && cached.Source == entry
                && (cached.Rights & request.Access) == request.Access
            )
            {
                return new(TranslateOutcome.Completed, cached.Rights, cached.Frame, cached.Source, true, at);
            }

            var walks = State.WalksOf(device.Domain);
            var id = walks.Begin(request.Pasid, request.Page);
            var found =
                request.Pasid == Pasid.None
                    ? await Kernel.Domain(device.Domain).Walk(new(StampAt(at), request.Page))
                    : await Kernel.Mm(entry.Mm).Walk(new(StampAt(at), request.Page));
            at = found.At + Latencies.PageWalk;
            if (!walks.End(id) && Kernel.IsOn(HardwarePoint.WalkLooksForInvalidation))
            {
                continue;
            }

            var isRefetch = false;
            if (found.Rights != Protection.None)
            {
                State.Iotlb.Fill(
                    device.Domain,
                    request.Pasid,
                    new CachedTranslation(request.Page, found.Frame, found.Rights, entry),
                    out isRefetch
                );
                Emit(SvaEventKind.IotlbFill, at, device.Domain, request.Pasid, PageRange.One(request.Page));
            }

            return new(TranslateOutcome.Completed, found.Rights, found.Frame, entry, false, at, isRefetch);
        }

        throw new InvalidOperationException($"{Name}: a translation was overtaken by {WalksMax} invalidations in a row");
    }

    private static TranslateResult Failed(TranslateOutcome outcome, VirtualTime at) =>
        new(outcome, Protection.None, default, default, false, at);
}
