using System.Collections.Immutable;

namespace SvaOrleans.Model.Views;

/// <summary>Puts the pictures of a host's objects together.</summary>
/// <param name="name">The host's name.</param>
public sealed class HostViewBuilder(string name)
{
    private readonly ImmutableArray<IommuView>.Builder iommus = ImmutableArray.CreateBuilder<IommuView>();
    private readonly ImmutableArray<DomainView>.Builder domains = ImmutableArray.CreateBuilder<DomainView>();
    private readonly ImmutableArray<DeviceView>.Builder devices = ImmutableArray.CreateBuilder<DeviceView>();
    private readonly ImmutableArray<MmView>.Builder mms = ImmutableArray.CreateBuilder<MmView>();
    private readonly ImmutableArray<IoMmView>.Builder ioMms = ImmutableArray.CreateBuilder<IoMmView>();
    private ImmutableArray<PasidView> pasids = [];

    /// <summary>Adds an object's picture; objects of a kind come in the order of their names.</summary>
    /// <param name="view">The picture; null, or one that has no place here, is left out.</param>
    public void Add(object? view)
    {
        switch (view)
        {
            case IommuView iommu:
                iommus.Add(iommu);
                break;
            case DomainView domain:
                domains.Add(domain);
                break;
            case DeviceView device:
                devices.Add(device);
                break;
            case MmView mm:
                mms.Add(mm);
                break;
            case IoMmView ioMm:
                ioMms.Add(ioMm);
                break;
            case ImmutableArray<IoMmView> under:
                ioMms.AddRange(under);
                break;
            case ImmutableArray<PasidView> numbers:
                pasids = numbers;
                break;
            default:
                break;
        }
    }

    /// <summary>The host's picture.</summary>
    public HostView Build() => new(
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

    // What has no PASID is of the domain's private address space, which lives as long as the domain.
    private static int OfAddressSpaces(CacheView cache) => cache.Entries.Sum(static entry => entry.Pasid is null ? 0 : (int)entry.Count);
}
