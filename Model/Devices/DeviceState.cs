using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Lists;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Devices;

/// <summary>What a device grain remembers.</summary>
public sealed class DeviceState : ICheckedState
{
    private readonly SortedSet<Pasid> _stopped = [];
    private KeyedList<Pasid, BondLink> _bonds = new();

    /// <summary>The domain that it is in; none for none.</summary>
    public ObjectName Domain { get; set; }

    /// <summary>The result of device_init; null when it did not run.</summary>
    public SvaParameter? Parameter { get; set; }

    /// <summary>Whether a shutdown is under way, so that no bind is let in.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Binds under way.</summary>
    public int BindsInFlight { get; set; }

    /// <summary>Bonds, newest first; only the io_mm links and unlinks.</summary>
    public IReadOnlyCollection<BondLink> Bonds => _bonds.NewestFirst;

    /// <summary>PASIDs whose DMA the driver's mm_exit has stopped.</summary>
    public IReadOnlyCollection<Pasid> Stopped => _stopped;

    /// <summary>The device's own translation cache.</summary>
    public required TranslationCache Atc { get; init; }

    /// <summary>Translation requests that were not answered yet.</summary>
    public OutstandingTranslations Outstanding { get; private init; } = new();

    /// <summary>The software fault queue; null when the device has none.</summary>
    public FaultQueue? Faults { get; set; }

    /// <summary>Whether a handler for its faults is registered: the published 2018 text keeps that apart from the initialisation.</summary>
    public bool HasFaultHandler { get; set; }

    /// <summary>The group number of the last unsolicited page request group of the device.</summary>
    public uint LastGroup { get; set; }

    /// <summary>Failures armed here.</summary>
    public InjectedFailures Failures { get; } = new();

    /// <summary>Adds a bond.</summary>
    /// <returns>False when the PASID has one already.</returns>
    public bool Link(BondLink link) => _bonds.TryAdd(link.Pasid, link);

    /// <summary>Removes a bond.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Unlink(Pasid pasid, BondId bond)
    {
        if (!_bonds.TryGet(pasid, out var link) || link.Bond != bond)
        {
            return false;
        }

        _bonds.Remove(pasid);
        _stopped.Remove(pasid);
        return true;
    }

    /// <summary>The bond of a PASID, or none.</summary>
    public BondLink? Find(Pasid pasid) => _bonds.TryGet(pasid, out var link) ? link : null;

    /// <summary>The driver stops the DMA of a PASID.</summary>
    public void Stop(Pasid pasid) => _stopped.Add(pasid);

    /// <summary>Whether the driver has stopped the DMA of a PASID.</summary>
    public bool IsStopped(Pasid pasid) => _stopped.Contains(pasid);

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        ModelInvariantException.Require(BindsInFlight >= 0, 7, "a counter never goes below zero");
        _bonds.Check();
        foreach (var link in _bonds.NewestFirst)
        {
            ModelInvariantException.Require(
                Parameter is null || (link.Pasid >= Parameter.PasidMin && link.Pasid <= Parameter.PasidMax),
                18,
                "a bond's PASID is in the device's range"
            );
        }

        Atc.Check();
        Outstanding.Check();
        Faults?.Check();
    }

    /// <summary>A state equal to this one that shares nothing with it.</summary>
    public DeviceState Copy()
    {
        var copy = new DeviceState
        {
            Domain = Domain,
            Parameter = Parameter,
            IsClosing = IsClosing,
            BindsInFlight = BindsInFlight,
            Atc = Atc.Copy(),
            Outstanding = Outstanding.Copy(),
            Faults = Faults?.Copy(),
            LastGroup = LastGroup,
            HasFaultHandler = HasFaultHandler,
        };
        copy._bonds = _bonds.Copy(static link => link);
        copy._stopped.UnionWith(_stopped);
        return copy;
    }

    /// <summary>A hash that is the same for equal states in every process.</summary>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add(Domain);
        hash.Add(Parameter is null);
        if (Parameter is not null)
        {
            hash.Add((ulong)Parameter.Features);
            hash.Add(Parameter.PasidMin.Value);
            hash.Add(Parameter.PasidMax.Value);
        }

        hash.Add(IsClosing);
        hash.Add(BindsInFlight);
        foreach (var link in _bonds.NewestFirst)
        {
            hash.Add(link.IoMm);
            hash.Add(link.Bond.Value);
            hash.Add(link.Pasid);
        }

        hash.Add(Atc.Hash());
        hash.Add(Outstanding.Hash());
        hash.Add(Faults?.Hash() ?? 0);
        hash.Add(HasFaultHandler);
        return hash.Value;
    }
}
