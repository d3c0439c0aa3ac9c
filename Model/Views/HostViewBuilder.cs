using System.Collections.Immutable;

namespace SvaOrleans.Model.Views;

/// <summary>Combines the views of a host's objects.</summary>
/// <param name="name">The host's name.</param>
public sealed class HostViewBuilder(string name)
{
    private readonly ImmutableArray<IommuView>.Builder _iommus = ImmutableArray.CreateBuilder<IommuView>();
    private readonly ImmutableArray<DomainView>.Builder _domains = ImmutableArray.CreateBuilder<DomainView>();
    private readonly ImmutableArray<DeviceView>.Builder _devices = ImmutableArray.CreateBuilder<DeviceView>();
    private readonly ImmutableArray<MmView>.Builder _mms = ImmutableArray.CreateBuilder<MmView>();
    private readonly ImmutableArray<IoMmView>.Builder _ioMms = ImmutableArray.CreateBuilder<IoMmView>();
    private ImmutableArray<PasidView> _pasids = [];

    /// <summary>Adds an object's view; objects of a kind are in the order of their names.</summary>
    /// <param name="view">The view; null, or a view of another kind, is omitted.</param>
    public void Add(object? view)
    {
        switch (view)
        {
            case IommuView iommu:
                _iommus.Add(iommu);
                break;
            case DomainView domain:
                _domains.Add(domain);
                break;
            case DeviceView device:
                _devices.Add(device);
                break;
            case MmView mm:
                _mms.Add(mm);
                break;
            case IoMmView ioMm:
                _ioMms.Add(ioMm);
                break;
            case ImmutableArray<IoMmView> under:
                _ioMms.AddRange(under);
                break;
            case ImmutableArray<PasidView> numbers:
                _pasids = numbers;
                break;
            default:
                break;
        }
    }

    /// <summary>The host's view.</summary>
    public HostView Build() =>
        new(
            name,
            _iommus.ToImmutable(),
            _domains.ToImmutable(),
            _devices.ToImmutable(),
            _mms.ToImmutable(),
            _ioMms.ToImmutable(),
            _pasids,
            Left()
        );

    private LeftView Left()
    {
        // A bond is in two lists; count it once even where they disagree, which is an error that the view must show.
        var bonds = new SortedSet<(string Device, string Mm)>();
        foreach (var device in _devices)
        {
            foreach (var bond in device.Bonds)
            {
                bonds.Add((device.Name, bond.Mm));
            }
        }

        foreach (var ioMm in _ioMms)
        {
            foreach (var bond in ioMm.Bonds)
            {
                bonds.Add((bond.Device, ioMm.Mm));
            }
        }

        return new(
            _pasids.Length,
            bonds.Count,
            _iommus.Sum(static iommu => iommu.PasidTables.Sum(static table => table.Entries.Count(static entry => entry.Mm is not null))),
            _iommus.Sum(static iommu => OfAddressSpaces(iommu.Iotlb)) + _devices.Sum(static device => OfAddressSpaces(device.Atc)),
            _iommus.Sum(static iommu => iommu.PageRequests) + _devices.Sum(static device => device.PartialFaults + device.PendingGroups),
            _ioMms.Sum(static ioMm => ioMm.DeferredFrees.Length)
        );
    }

    // A translation without PASID is of the domain's private address space, which lives as long as the domain.
    private static int OfAddressSpaces(CacheView cache) => cache.Entries.Sum(static entry => entry.Pasid is null ? 0 : (int)entry.Count);
}
