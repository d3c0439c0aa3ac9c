using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.IoMms.OneLock;

/// <summary>All that iommu_sva_lock of the published patches protects on one host: every io_mm and every bond.</summary>
/// <remarks>New bonds go to the head of the io_mm's, the device's and the domain's list alike, all under the one lock, so that each of the
/// three lists is the list of all bonds, newest first, less those of others.</remarks>
public sealed class SvaLockState : IModelState<SvaLockState>
{
    private readonly SortedDictionary<ulong, NumberedIoMm> _ioMms = [];
    private readonly List<ListedBond> _bonds = [];

    /// <summary>The io_mms whose memory is not free, by serial.</summary>
    public IEnumerable<NumberedIoMm> IoMms => _ioMms.Values;

    /// <summary>Every bond, newest first.</summary>
    public IReadOnlyList<ListedBond> Bonds => _bonds;

    /// <summary>The serial of the last io_mm made.</summary>
    public Incarnation LastIoMm { get; private set; }

    /// <summary>The serial of the last bond made.</summary>
    public BondId LastBond { get; private set; }

    /// <summary>The io_mm of a serial; null when its memory is free.</summary>
    public NumberedIoMm? Find(Incarnation serial) => _ioMms.GetValueOrDefault(serial.Value);

    /// <summary>The io_mm that a PASID was given out to; null when its memory is free.</summary>
    public NumberedIoMm? Find(Pasid pasid, PasidLease lease) =>
        _ioMms.Values.FirstOrDefault(ioMm => ioMm.Pasid == pasid && ioMm.Lease == lease);

    /// <summary>The bond of a serial; null when its memory is free.</summary>
    public ListedBond? Find(BondId id) => _bonds.Find(bond => bond.Id == id);

    /// <summary>The bonds of an io_mm, newest first.</summary>
    public IEnumerable<ListedBond> BondsOf(NumberedIoMm ioMm) => _bonds.Where(bond => bond.IoMm == ioMm.Serial);

    /// <summary>The bonds of a device, newest first.</summary>
    public IEnumerable<ListedBond> BondsOf(ObjectName device) => _bonds.Where(bond => bond.Device == device);

    /// <summary>The next one of the same io_mm's list; none at its end.</summary>
    public ListedBond? NextOfIoMm(ListedBond bond) => _bonds.Find(other => other.Id.Value < bond.Id.Value && other.IoMm == bond.IoMm);

    /// <summary>The next one of the same device's list; none at its end.</summary>
    public ListedBond? NextOfDevice(ListedBond bond) => _bonds.Find(other => other.Id.Value < bond.Id.Value && other.Device == bond.Device);

    /// <summary>The serial that the next io_mm will have.</summary>
    public Incarnation NextSerial => LastIoMm.Next;

    /// <summary>Adds an io_mm to the IDR, with a kref of 0.</summary>
    public NumberedIoMm Add(ObjectName mm, Pasid pasid, PasidLease lease, SvaFeatures features)
    {
        LastIoMm = NextSerial;
        var made = new NumberedIoMm
        {
            Serial = LastIoMm,
            Mm = mm,
            Pasid = pasid,
            Lease = lease,
            Features = features,
        };
        _ioMms.Add(LastIoMm.Value, made);
        return made;
    }

    /// <summary>Adds a bond to the lists; it takes over the reference of the bind that makes it.</summary>
    public ListedBond Add(NumberedIoMm ioMm, ObjectName device, ObjectName domain, long driverData)
    {
        LastBond = new(LastBond.Value + 1);
        var bond = new ListedBond
        {
            Id = LastBond,
            IoMm = ioMm.Serial,
            Device = device,
            Domain = domain,
            DriverData = driverData,
        };
        _bonds.Insert(0, bond);
        ioMm.Holders--;
        return bond;
    }

    /// <summary>Removes a bond from its lists and frees it.</summary>
    public void Free(ListedBond bond) => ModelInvariantException.Require(_bonds.Remove(bond), 24, "a bond is freed once");

    /// <summary>Frees an io_mm's memory.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Free(Incarnation serial) => _ioMms.Remove(serial.Value);

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var ioMm in _ioMms.Values)
        {
            var count = BondsOf(ioMm).Count();
            ModelInvariantException.Require(ioMm.References >= 0 && ioMm.Holders >= 0, 7, "a counter never goes below zero");
            ModelInvariantException.Require(
                ioMm.References == count + ioMm.Holders,
                2,
                $"io_mm {ioMm.Serial} of {ioMm.Mm} has a kref of {ioMm.References} with {count} bonds and {ioMm.Holders} operations at it"
            );
        }

        foreach (var bond in _bonds)
        {
            ModelInvariantException.Require(bond.References >= 1, 3, $"bond {bond.Id} is listed without reference");
            ModelInvariantException.Require(_ioMms.ContainsKey(bond.IoMm.Value), 25, $"the io_mm of bond {bond.Id} is free");
        }
    }

    /// <inheritdoc/>
    public SvaLockState Copy()
    {
        var copy = new SvaLockState { LastIoMm = LastIoMm, LastBond = LastBond };
        foreach (var (serial, ioMm) in _ioMms)
        {
            copy._ioMms.Add(serial, ioMm.Copy());
        }

        copy._bonds.AddRange(_bonds.Select(static bond => bond.Copy()));
        return copy;
    }

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(LastIoMm.Value);
        hash.Add(LastBond.Value);
        foreach (var ioMm in _ioMms.Values)
        {
            hash.Add(ioMm.Serial.Value);
            hash.Add(ioMm.Mm);
            hash.Add(ioMm.Pasid);
            hash.Add(ioMm.Lease.Value);
            hash.Add((ulong)ioMm.Features);
            hash.Add((ulong)ioMm.References);
            hash.Add((ulong)ioMm.Holders);
            hash.Add(ioMm.IsReleasing);
            hash.Add(ioMm.IsGivenUp);
        }

        foreach (var bond in _bonds)
        {
            hash.Add(bond.Id.Value);
            hash.Add(bond.IoMm.Value);
            hash.Add(bond.Device);
            hash.Add(bond.Domain);
            hash.Add((ulong)bond.References);
            hash.Add(bond.IsExitActive);
        }

        return hash.Value;
    }
}
