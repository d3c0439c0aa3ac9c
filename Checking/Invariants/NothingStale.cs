using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Mms;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>13, 14: once nothing runs, what a device or an IOMMU has cached is what the page table says; no freed page can be
/// reached.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class NothingStale(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "13, 14: nothing cached is stale";

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        var states = States;
        foreach (var (name, state) in states)
        {
            switch (state)
            {
                case DeviceState device:
                    Require(device.Outstanding.Count == 0, $"{name} waits for {device.Outstanding.Count} translations");
                    foreach (var cached in device.Atc.Entries)
                    {
                        Check(states, name, device.Domain, cached);
                    }

                    break;
                case IommuState iommu:
                    foreach (var cached in iommu.Iotlb.Entries)
                    {
                        Check(states, name, cached.Tag, cached);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private void Check(IReadOnlyList<(ObjectName Name, object State)> states, ObjectName holder, ObjectName domain, CacheEntry cached)
    {
        var (_, pasid, translation) = cached;
        if (pasid == Pasid.None)
        {
            CheckPrivate(Find<DomainState>(states, domain), holder, translation);
            return;
        }

        Require(
            Find<DomainState>(states, domain) is { } its && its.Entries.TryGetValue(pasid, out var entry) && entry == translation.Source,
            $"{holder} has a translation of PASID {pasid} page {translation.Page}, which {domain} no longer has"
        );
        FrameNumber frame = default;
        Protection rights = default;
        Require(
            Find<MmState>(states, translation.Source.Mm) is { } mm
                && mm.Space.TryTranslate(translation.Page, out frame, out rights)
                && frame == translation.Frame
                && (translation.Rights & ~rights) == 0,
            $"{holder} has a stale translation of {translation.Source.Mm} page {translation.Page}: frame {translation.Frame} "
                + $"{translation.Rights}, now {frame} {rights}"
        );
    }

    // Translations that a domain's owner has mapped and unmapped, without a PASID.
    private void CheckPrivate(DomainState? domain, ObjectName holder, CachedTranslation translation)
    {
        ulong physical = 0;
        Protection rights = default;
        Require(
            domain is not null
                && domain.IoPageTable.TryWalk(translation.Page, out physical, out rights)
                && translation.Frame == new FrameNumber(physical)
                && (translation.Rights & ~rights) == 0,
            $"{holder} has a stale translation of the domain's own page {translation.Page}: frame {translation.Frame} "
                + $"{translation.Rights}, now {physical} {rights}"
        );
    }
}
