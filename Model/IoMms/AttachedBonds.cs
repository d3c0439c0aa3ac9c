using SvaOrleans.Model.Lists;

namespace SvaOrleans.Model.IoMms;

/// <summary>The attached bonds of an io_mm by device and by domain, so that neither look-up walks the list.</summary>
internal sealed class AttachedBonds
{
    private readonly Dictionary<ObjectName, Bond> _byDevice = [];
    private readonly Dictionary<ObjectName, int> _inDomain = [];

    /// <summary>The attached bonds of a list.</summary>
    public static AttachedBonds Of(KeyedList<BondId, Bond> bonds)
    {
        var attached = new AttachedBonds();
        foreach (var bond in bonds.OldestFirst)
        {
            if (bond.Life != BondLife.Draining)
            {
                attached.Add(bond);
            }
        }

        return attached;
    }

    /// <summary>Adds a bond.</summary>
    public void Add(Bond bond)
    {
        _byDevice.Add(bond.Device, bond);
        _inDomain[bond.Domain] = CountIn(bond.Domain) + 1;
    }

    /// <summary>Removes a bond.</summary>
    public void Remove(Bond bond)
    {
        _byDevice.Remove(bond.Device);
        var left = CountIn(bond.Domain) - 1;
        if (left > 0)
        {
            _inDomain[bond.Domain] = left;
        }
        else
        {
            _inDomain.Remove(bond.Domain);
        }
    }

    /// <summary>The bond of a device, or none.</summary>
    public Bond? Find(ObjectName device) => _byDevice.GetValueOrDefault(device);

    /// <summary>The number of bonds in a domain.</summary>
    public int CountIn(ObjectName domain) => _inDomain.GetValueOrDefault(domain);
}
