using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;
using Link = (SvaOrleans.Model.Words.ObjectName Device, SvaOrleans.Model.Words.ObjectName IoMm, ulong Bond, uint Pasid, ulong Generation);

namespace SvaOrleans.Checking.Invariants;

/// <summary>2, 4, 5, 8, 33: once nothing runs, the lists of an io_mm and of its devices, those of a domain and of its members, the numbers
/// and the counts agree, and no operation is unfinished.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class BondsAgree(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "2, 4, 5, 8, 33: bonds, numbers and counts agree";

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        var states = States;
        var links = new SortedSet<Link>();
        var owned = new SortedSet<(string Host, uint Pasid)>();
        foreach (var (name, state) in states)
        {
            switch (state)
            {
                case DeviceState device:
                    CheckDevice(name, device, links);
                    break;
                case DomainState domain:
                    CheckMembers(states, name, domain);
                    break;
                case PasidSpaceState space:
                    owned.UnionWith(space.Allocated.Select(entry => (name.Host, entry.Pasid.Value)));
                    break;
                default:
                    break;
            }
        }

        var ioMms = IoMmReading.Of(states);
        foreach (var ioMm in ioMms)
        {
            CheckIoMm(states, ioMm, links, owned);
        }

        foreach (var (name, state) in states)
        {
            if (state is DeviceState { Domain.IsNone: false } moved)
            {
                Require(
                    Find<DomainState>(states, moved.Domain)?.FindMember(name) is not null,
                    $"{name} is in {moved.Domain}, which does not have it"
                );
            }
            else if (state is MmState mm)
            {
                CheckMm(name, mm, ioMms.Count(ioMm => ioMm.Mm == name && ioMm.Life == IoMmLife.Live));
            }
        }

        Require(links.Count == 0, $"no io_mm knows the bonds of {string.Join(", ", links)}");
        Require(owned.Count == 0, $"nothing uses PASID {string.Join(", ", owned)}, and it is not free");
    }

    private void CheckDevice(ObjectName name, DeviceState device, SortedSet<Link> links)
    {
        Require(
            device is { BindsInFlight: 0, IsClosing: false },
            $"{name}: {device.BindsInFlight} binds in flight, closing {device.IsClosing}"
        );
        Require(device.Parameter is not null || device.Bonds.Count == 0, $"{name} has bonds without initialisation");
        links.UnionWith(device.Bonds.Select(link => (name, link.IoMm, link.Bond.Value, link.Pasid.Value, link.Lease.Value)));
        // A page request under a PASID that the device never had names no owner and ends with the next flush.
        foreach (var partial in device.Faults?.Partials.Where(static partial => partial.Lease.Value != 0) ?? [])
        {
            Require(
                device.Find(partial.Pasid)?.Lease == partial.Lease,
                $"{name} keeps a part of a page request group of PASID {partial.Pasid}, which it is not bound with"
            );
        }

        foreach (var pasid in device.Stopped)
        {
            Require(device.Find(pasid) is not null, $"{name} has stopped PASID {pasid}, which it is not bound with");
        }
    }

    // A function is in exactly one domain, and that domain lists it; a move removes it from the old one.
    private void CheckMembers(IReadOnlyList<(ObjectName Name, object State)> states, ObjectName name, DomainState domain)
    {
        foreach (var member in domain.Members)
        {
            var its = Find<DeviceState>(states, member.Device)?.Domain;
            Require(its == name, $"{name} has {member.Device}, which is in {its}");
        }
    }

    private void CheckMm(ObjectName name, MmState mm, int live)
    {
        Require(live <= 1, $"{name} has {live} io_mms");
        Require(live == mm.Subscriptions.Count, $"{name} has {live} io_mms and {mm.Subscriptions.Count} subscribers");
        Require(
            (mm.Users > 0 ? 1 : 0) + (2 * mm.Subscriptions.Count) == mm.Count,
            $"{name} has count {mm.Count} with {mm.Users} users and {mm.Subscriptions.Count} subscribers"
        );
    }

    private void CheckIoMm(
        IReadOnlyList<(ObjectName Name, object State)> states,
        IoMmReading ioMm,
        SortedSet<Link> links,
        SortedSet<(string Host, uint Pasid)> owned
    )
    {
        var name = ioMm.Name;
        Require(ioMm.Life is IoMmLife.Free or IoMmLife.Live, $"{name} is {ioMm.Life}");
        Require(!ioMm.IsFreePending, $"{name} waits to be freed");
        Require(!ioMm.IsReleasing, $"{name} is being released");
        Require(ioMm.Life == IoMmLife.Live == ioMm.Bonds.Count > 0, $"{name} is {ioMm.Life} with {ioMm.Bonds.Count} bonds");
        if (ioMm.Life == IoMmLife.Live)
        {
            Require(owned.Remove((name.Host, ioMm.Pasid.Value)), $"{name} uses PASID {ioMm.Pasid}, which it does not own");
            Require(Find<MmState>(states, ioMm.Mm)?.Users > 0, $"{name} lives without users of its mm");
        }

        foreach (var bond in ioMm.Bonds)
        {
            Require(bond.Life == BondLife.Bound, $"bond {bond.Id} of {name} is {bond.Life}");
            Require(
                Find<DeviceState>(states, bond.Device)?.Domain == bond.Domain,
                $"bond {bond.Id} of {name} is in {bond.Domain}, its device is not"
            );
            Require(
                links.Remove((bond.Device, name, bond.Id.Value, ioMm.Pasid.Value, ioMm.Lease.Value)),
                $"{bond.Device} does not know bond {bond.Id} of {name}"
            );
        }

        var devices = ioMm.Bonds.Select(bond => bond.Device).Distinct().Count();
        Require(devices == ioMm.Bonds.Count, $"{name} has {ioMm.Bonds.Count} bonds of {devices} devices");
    }
}
