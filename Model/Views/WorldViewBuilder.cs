using System.Collections.Immutable;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;

namespace SvaOrleans.Model.Views;

/// <summary>Makes the picture of a world from the states of its objects.</summary>
public static class WorldViewBuilder
{
    /// <summary>The picture; states of kinds that it does not show are left out.</summary>
    /// <param name="states">Names with their state, in any order.</param>
    public static WorldView Build(IEnumerable<(ObjectName Name, object State)> states)
    {
        var hosts = new SortedDictionary<string, HostParts>(StringComparer.Ordinal);
        foreach (var (name, state) in states.OrderBy(static pair => pair.Name))
        {
            if (!hosts.TryGetValue(name.Host, out var parts))
            {
                parts = new();
                hosts.Add(name.Host, parts);
            }

            parts.Add(name, state);
        }

        return new([.. hosts.Select(static host => host.Value.Build(host.Key))]);
    }

    private sealed class HostParts
    {
        private readonly ImmutableArray<IommuView>.Builder iommus = ImmutableArray.CreateBuilder<IommuView>();
        private readonly ImmutableArray<DomainView>.Builder domains = ImmutableArray.CreateBuilder<DomainView>();
        private readonly ImmutableArray<DeviceView>.Builder devices = ImmutableArray.CreateBuilder<DeviceView>();
        private readonly ImmutableArray<MmView>.Builder mms = ImmutableArray.CreateBuilder<MmView>();
        private readonly ImmutableArray<IoMmView>.Builder ioMms = ImmutableArray.CreateBuilder<IoMmView>();
        private ImmutableArray<PasidView> pasids = [];

        public void Add(ObjectName name, object state)
        {
            switch (state)
            {
                case IommuState iommu:
                    iommus.Add(ObjectViews.Of(name, iommu));
                    break;
                case DomainState domain:
                    domains.Add(ObjectViews.Of(name, domain));
                    break;
                case DeviceState device:
                    devices.Add(ObjectViews.Of(name, device));
                    break;
                case MmState { IsCreated: true } mm:
                    mms.Add(ObjectViews.Of(name, mm));
                    break;
                case IoMmState ioMm when ioMm.Life != IoMmLife.Free || ioMm.PendingFrees.Any():
                    ioMms.Add(ObjectViews.Of(name, ioMm));
                    break;
                case PasidSpace space:
                    pasids = [.. space.Allocated.Select(static pair => new PasidView(pair.Pasid.Value, pair.Owner.IoMm.Name, pair.Owner.Generation.Value))];
                    break;
                default:
                    break;
            }
        }

        public HostView Build(string name) => new(
            name,
            iommus.ToImmutable(),
            domains.ToImmutable(),
            devices.ToImmutable(),
            mms.ToImmutable(),
            ioMms.ToImmutable(),
            pasids,
            Left());

        private LeftView Left()
        {
            // A bond stands in two lists; count it once even where they disagree, which is itself a fault that must show.
            var bonds = new SortedSet<(string Device, string Mm)>();
            foreach (var device in devices)
            {
                foreach (var bond in device.Bonds)
                {
                    bonds.Add((device.Name, bond.Mm));
                }
            }

            foreach (var ioMm in ioMms)
            {
                foreach (var bond in ioMm.Bonds)
                {
                    bonds.Add((bond.Device, ioMm.Mm));
                }
            }

            return new(
                pasids.Length,
                bonds.Count,
                iommus.Sum(static iommu => iommu.PasidTables.Sum(static table => table.Entries.Count(static entry => entry.Mm is not null))),
                iommus.Sum(static iommu => OfAddressSpaces(iommu.Iotlb)) + devices.Sum(static device => OfAddressSpaces(device.Atc)),
                iommus.Sum(static iommu => iommu.PageRequests) + devices.Sum(static device => device.PartialFaults + device.PendingGroups),
                ioMms.Sum(static ioMm => ioMm.DeferredFrees.Length));
        }

        // PASID 0 is the domain's private address space, which lives as long as the domain.
        private static int OfAddressSpaces(CacheView cache) => cache.Entries.Sum(static entry => entry.Pasid == 0 ? 0 : (int)entry.Count);
    }
}
