using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Lists;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.IoMms;

/// <summary>The state of an io_mm.</summary>
public enum IoMmLife
{
    /// <summary>No io_mm.</summary>
    Free,

    /// <summary>Subscribed to its mm's notifier; binds may take references.</summary>
    Live,

    /// <summary>The mm exits; no new bond.</summary>
    Exiting,
}

/// <summary>The state of an io_mm grain: the present io_mm of its mm, and the deferred frees of the former ones.</summary>
public sealed class IoMmState : ICheckedState
{
    private readonly SortedSet<ulong> _pendingFrees = [];
    private KeyedList<BondId, Bond> _bonds = new();
    private AttachedBonds? _attached;

    /// <summary>The state of the present incarnation.</summary>
    public IoMmLife Life { get; private set; }

    /// <summary>The present incarnation, or the last one.</summary>
    public Incarnation Incarnation { get; private set; }

    /// <summary>The mm.</summary>
    public ObjectName Mm { get; private set; }

    /// <summary>The PASID; 0 when there is no io_mm.</summary>
    public Pasid Pasid { get; private set; }

    /// <summary>The PASID's lease.</summary>
    public PasidLease Lease { get; private set; }

    /// <summary>The flags of the first bind, which every later one must repeat.</summary>
    public SvaFeatures Features { get; private set; }

    /// <summary>The kref: one for each bond, those that drain included, and one for a release under way.</summary>
    public int References { get; private set; }

    /// <summary>Whether a release is under way, which owns a reference.</summary>
    public bool IsReleasing { get; private set; }

    /// <summary>Bonds, newest first, those that drain included.</summary>
    public IReadOnlyCollection<Bond> Bonds => _bonds.NewestFirst;

    /// <summary>Incarnations whose memory waits for the last notifier section that could have seen them.</summary>
    public IEnumerable<Incarnation> PendingFrees => _pendingFrees.Select(static value => new Incarnation(value));

    /// <summary>The newest incarnation whose memory is freed.</summary>
    public Incarnation LastReclaimed { get; private set; }

    /// <summary>The serial of the last bond made.</summary>
    public BondId LastBond { get; private set; }

    /// <summary>Whether a request's incarnation is that of memory already reused: the use-after-free verdict.</summary>
    /// <param name="incarnation">The request's incarnation.</param>
    public bool IsReclaimed(Incarnation incarnation) =>
        incarnation.Value <= LastReclaimed.Value
        && !_pendingFrees.Contains(incarnation.Value)
        && !(Life != IoMmLife.Free && incarnation == Incarnation);

    /// <summary>Whether an incarnation is the present one and alive.</summary>
    /// <param name="incarnation">The request's incarnation.</param>
    public bool IsPresent(Incarnation incarnation) => Life != IoMmLife.Free && incarnation == Incarnation;

    /// <summary>Creates an io_mm, without bonds or references.</summary>
    public void Allocate(ObjectName mm, Pasid pasid, PasidLease lease, SvaFeatures features)
    {
        ModelInvariantException.Require(Life == IoMmLife.Free, 2, "an mm has one io_mm at a time");
        Life = IoMmLife.Live;
        Incarnation = Incarnation.Next;
        Mm = mm;
        Pasid = pasid;
        Lease = lease;
        Features = features;
    }

    /// <summary>Adds a bond at the head of the list; it owns a reference.</summary>
    public Bond AddBond(ObjectName device, ObjectName domain, long driverData)
    {
        ModelInvariantException.Require(Life == IoMmLife.Live, 12, "an io_mm that exits takes no bond");
        ModelInvariantException.Require(FindAttached(device) is null, 5, "one bond per device and mm");
        LastBond = new(LastBond.Value + 1);
        var bond = new Bond
        {
            Id = LastBond,
            Device = device,
            Domain = domain,
            DriverData = driverData,
        };
        _bonds.TryAdd(bond.Id, bond);
        if (_attached is not null)
        {
            _attached.Add(bond);
        }
        else if (_bonds.Count > KeyedList<BondId, Bond>.UnindexedMax)
        {
            _attached = AttachedBonds.Of(_bonds);
        }

        References++;
        return bond;
    }

    /// <summary>The bond of a serial, or none.</summary>
    public Bond? Find(BondId id) => _bonds.TryGet(id, out var bond) ? bond : null;

    /// <summary>The attached bond of a device, or none.</summary>
    public Bond? FindAttached(ObjectName device)
    {
        if (_attached is not null)
        {
            return _attached.Find(device);
        }

        foreach (var bond in _bonds.NewestFirst)
        {
            if (bond.Life != BondLife.Draining && bond.Device == device)
            {
                return bond;
            }
        }

        return null;
    }

    /// <summary>Whether an attached bond is in a domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="except">A bond that does not count, or none.</param>
    public bool HasAttached(ObjectName domain, Bond? except = null)
    {
        if (_attached is not null)
        {
            return _attached.CountIn(domain) > (except is not null && except.Life != BondLife.Draining && except.Domain == domain ? 1 : 0);
        }

        foreach (var bond in _bonds.NewestFirst)
        {
            if (bond.Life != BondLife.Draining && bond.Domain == domain && bond != except)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The newest bond in a state, or none.</summary>
    /// <param name="life">The life.</param>
    /// <param name="other">A second life that counts; null for none.</param>
    public Bond? Newest(BondLife life, BondLife? other = null)
    {
        foreach (var bond in _bonds.NewestFirst)
        {
            if (bond.Life == life || bond.Life == other)
            {
                return bond;
            }
        }

        return null;
    }

    /// <summary>Tears a bond down: its device may be bound again.</summary>
    public void Drain(Bond bond)
    {
        ModelInvariantException.Require(bond.Life != BondLife.Draining, 24, "a bond is torn down once");
        _attached?.Remove(bond);
        bond.Life = BondLife.Draining;
    }

    /// <summary>The release begins.</summary>
    public void BeginExit()
    {
        ModelInvariantException.Require(Life == IoMmLife.Live, 27, "an io_mm is released once");
        Life = IoMmLife.Exiting;
    }

    /// <summary>The release takes the reference that it holds until <see cref="EndExit"/>.</summary>
    public void HoldForExit()
    {
        IsReleasing = true;
        References++;
    }

    /// <summary>The release ends and puts its reference.</summary>
    public void EndExit()
    {
        ModelInvariantException.Require(IsReleasing, 27, "a release ends once");
        IsReleasing = false;
        DropReference();
    }

    /// <summary>Drops the reference of a bond that was torn down, and forgets the bond.</summary>
    public void RemoveBond(Bond bond)
    {
        ModelInvariantException.Require(bond.Life == BondLife.Draining, 24, "a bond is torn down before its reference goes");
        ModelInvariantException.Require(_bonds.Remove(bond.Id), 24, "a bond is removed once");
        DropReference();
    }

    private void DropReference()
    {
        ModelInvariantException.Require(References > 0, 7, "a counter never goes below zero");
        References--;
    }

    /// <summary>Releases the io_mm: its memory waits until it is reclaimed.</summary>
    /// <returns>The incarnation that must be reclaimed.</returns>
    public Incarnation GiveUp()
    {
        ModelInvariantException.Require(
            Life != IoMmLife.Free && References == 0 && _bonds.Count == 0,
            2,
            "an io_mm with references or bonds is not given up"
        );
        Life = IoMmLife.Free;
        Pasid = default;
        Lease = default;
        Features = default;
        _pendingFrees.Add(Incarnation.Value);
        return Incarnation;
    }

    /// <summary>Frees an incarnation's memory.</summary>
    /// <returns>False when it was not waiting for that.</returns>
    public bool Reclaim(Incarnation incarnation)
    {
        if (!_pendingFrees.Remove(incarnation.Value))
        {
            return false;
        }

        if (incarnation.Value > LastReclaimed.Value)
        {
            LastReclaimed = incarnation;
        }

        return true;
    }

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        ModelInvariantException.Require(
            References == _bonds.Count + (IsReleasing ? 1 : 0),
            2,
            "references are bonds and a release under way"
        );
        ModelInvariantException.Require(Life != IoMmLife.Free || _bonds.Count == 0, 11, "no bond without io_mm");
        _bonds.Check();
        var newer = default(Bond);
        foreach (var bond in _bonds.NewestFirst)
        {
            ModelInvariantException.Require(newer is null || newer.Id.Value > bond.Id.Value, 4, "bonds are newest first");
            ModelInvariantException.Require(
                bond.Life == BondLife.Draining || FindAttached(bond.Device) == bond,
                5,
                "an attached bond is found by its device"
            );
            newer = bond;
        }
    }

    /// <summary>A state equal to this one that shares nothing with it.</summary>
    public IoMmState Copy()
    {
        var copy = new IoMmState
        {
            Life = Life,
            Incarnation = Incarnation,
            Mm = Mm,
            Pasid = Pasid,
            Lease = Lease,
            Features = Features,
            References = References,
            IsReleasing = IsReleasing,
            LastReclaimed = LastReclaimed,
            LastBond = LastBond,
        };
        copy._bonds = _bonds.Copy(static bond => bond.Copy());
        copy._attached = _attached is null ? null : AttachedBonds.Of(copy._bonds);

        foreach (var pending in _pendingFrees)
        {
            copy._pendingFrees.Add(pending);
        }

        return copy;
    }

    /// <summary>A hash that is the same for equal states in every process.</summary>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add((ulong)Life);
        hash.Add(Incarnation.Value);
        hash.Add(Pasid);
        hash.Add(Lease.Value);
        hash.Add((ulong)Features);
        hash.Add(References);
        hash.Add(IsReleasing);
        hash.Add(LastReclaimed.Value);
        foreach (var bond in _bonds.NewestFirst)
        {
            hash.Add(bond.Id.Value);
            hash.Add((ulong)bond.Life);
            hash.Add(bond.Device.Key);
            hash.Add(bond.Domain.Key);
        }

        foreach (var pending in _pendingFrees)
        {
            hash.Add(pending);
        }

        return hash.Value;
    }
}
