using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Model;
using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>What must hold over several objects when nothing runs (the dossier's Q invariants), and what must hold of the order of what
/// happened (its S invariants about callbacks).</summary>
internal static class Invariants
{
    public static void Check(Machine machine)
    {
        var states = machine.Simulation.States();
        CheckBonds(machine, states);
        CheckTables(states);
        CheckTranslations(machine, states);
        CheckHistory(machine.Events);
    }

    // 2, 4, 5, 8, 18: the io_mm's list, the device's list and the numbers agree, and nobody is still at it.
    private static void CheckBonds(Machine machine, IReadOnlyList<(ObjectName Name, object State)> states)
    {
        var links = new SortedSet<string>(StringComparer.Ordinal);
        var owned = new SortedSet<uint>();
        foreach (var (name, state) in states)
        {
            switch (state)
            {
                case DeviceState device:
                    Assert.True(device is { BindsInFlight: 0, IsClosing: false }, $"{name}: binds in flight {device.BindsInFlight}, closing {device.IsClosing}");
                    Assert.True(device.Parameter is not null || device.Bonds.Count == 0, $"{name} has bonds without initialisation");
                    links.UnionWith(device.Bonds.Select(link => $"{name} {link.IoMm} {link.Bond} {link.Pasid} {link.Generation}"));
                    Assert.All(device.Stopped, pasid => Assert.NotNull(device.Find(pasid)));
                    break;
                case PasidSpace space:
                    owned.UnionWith(space.Allocated.Select(entry => entry.Pasid.Value));
                    break;
                default:
                    break;
            }
        }

        foreach (var (name, state) in states)
        {
            if (state is not IoMmState ioMm)
            {
                continue;
            }

            Assert.True(ioMm.Life is IoMmLife.Free or IoMmLife.Live, $"{name} is {ioMm.Life}");
            Assert.Empty(ioMm.PendingFrees);
            Assert.False(ioMm.IsReleasing);
            Assert.Equal(ioMm.Life == IoMmLife.Live, ioMm.Bonds.Count > 0);
            if (ioMm.Life == IoMmLife.Live)
            {
                Assert.True(owned.Remove(ioMm.Pasid.Value), $"{name} uses PASID {ioMm.Pasid}, which it does not own");
                Assert.True(machine.Mm(ioMm.Mm).Users > 0, $"{name} lives without users of its mm");
            }

            foreach (var bond in ioMm.Bonds)
            {
                Assert.Equal(BondLife.Bound, bond.Life);
                Assert.Equal(bond.Domain, machine.Device(bond.Device).Domain);
                Assert.True(links.Remove($"{bond.Device} {name} {bond.Id} {ioMm.Pasid} {ioMm.Generation}"), $"{bond.Device} does not know bond {bond.Id} of {name}");
            }

            Assert.Equal(ioMm.Bonds.Count, ioMm.Bonds.Select(bond => bond.Device).Distinct().Count());
            if (machine.Find<MmState>(name.Sibling(ObjectKind.Mm, name.Name)) is { } mm)
            {
                Assert.Equal(ioMm.Life == IoMmLife.Live ? 1 : 0, mm.Subscriptions.Count);
                Assert.Equal((mm.Users > 0 ? 1 : 0) + (2 * mm.Subscriptions.Count), mm.Count);
            }
        }

        Assert.Empty(links);
        Assert.Empty(owned);
    }

    // 11, 12: an entry is there exactly as long as a bond is, in every IOMMU that a function of the domain is behind.
    private static void CheckTables(IReadOnlyList<(ObjectName Name, object State)> states)
    {
        var expected = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var (name, state) in states)
        {
            if (state is IoMmState ioMm)
            {
                foreach (var bond in ioMm.Bonds)
                {
                    Entries(bond.Domain).Add($"{ioMm.Pasid} {name} {ioMm.Generation} {ioMm.Incarnation}");
                }
            }
        }

        foreach (var (name, state) in states)
        {
            if (state is not DomainState domain)
            {
                continue;
            }

            domain.Check();
            Assert.Equal(Entries(name), domain.Entries.Select(entry => $"{entry.Key} {entry.Value.IoMm} {entry.Value.Generation} {entry.Value.Incarnation}").Order(StringComparer.Ordinal));
            foreach (var (iommuName, iommuState) in states)
            {
                if (iommuState is IommuState iommu)
                {
                    var installed = iommu.Tables.TryGetValue(name, out var table) ? table.Entries.Select(entry => (entry.Pasid, entry.Entry)) : [];
                    Assert.Equal(domain.Find(iommuName) is not null ? domain.Entries.Select(entry => (entry.Key, entry.Value)) : [], installed);
                }
            }
        }

        SortedSet<string> Entries(ObjectName domain)
        {
            if (!expected.TryGetValue(domain.Key, out var entries))
            {
                entries = new(StringComparer.Ordinal);
                expected.Add(domain.Key, entries);
            }

            return entries;
        }
    }

    // 13, 14: whatever a device or an IOMMU has cached is what the page table says now; no freed page can be reached.
    private static void CheckTranslations(Machine machine, IReadOnlyList<(ObjectName Name, object State)> states)
    {
        foreach (var (name, state) in states)
        {
            switch (state)
            {
                case DeviceState device:
                    Assert.Equal(0, device.Outstanding.Count);
                    foreach (var cached in device.Atc.Entries)
                    {
                        Check(name, device.Domain, cached);
                    }

                    break;
                case IommuState iommu:
                    foreach (var cached in iommu.Iotlb.Entries)
                    {
                        Check(name, cached.Tag, cached);
                    }

                    break;
                default:
                    break;
            }
        }

        void Check(ObjectName holder, ObjectName domain, CacheEntry cached)
        {
            var (_, pasid, translation) = cached;
            if (pasid == Pasid.None)
            {
                return;
            }

            Assert.True(
                machine.State<DomainState>(domain).Entries.TryGetValue(pasid, out var entry) && entry == translation.Source,
                $"{holder} has a translation of PASID {pasid} page {translation.Page}, which {domain} no longer has");
            Assert.True(
                machine.Mm(entry.Mm).Space.TryTranslate(translation.Page, out var frame, out var rights)
                && frame == translation.Frame && (translation.Rights & ~rights) == 0,
                $"{holder} has a stale translation of {entry.Mm} page {translation.Page}: frame {translation.Frame} {translation.Rights}, now {frame} {rights}");
        }
    }

    // 15, 21, 22, 24, 28, 30: attach, mm_exit, detach and frees in the only orders that drivers may see.
    private static void CheckHistory(IReadOnlyList<SvaEvent> events)
    {
        // Bonds by (mm, device): whether attached, mm_exits begun and done since then.
        var bonds = new SortedDictionary<string, (ObjectName Device, int Exits, int Done)>(StringComparer.Ordinal);
        var allocated = new SortedDictionary<string, int>(StringComparer.Ordinal);

        // Bonds that an invalidation under way has yet to tell, newest first.
        var attached = new List<string>();
        var untold = new Queue<string>();

        // Groups that were ended and not answered, by device.
        var unanswered = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var happened in events)
        {
            var mm = happened.Object.Name;
            var bond = $"{mm} {happened.Subject.Name}";
            Assert.True(untold.Count == 0 || happened.Kind == SvaEventKind.DriverMmInvalidate, $"{string.Join(", ", untold)} not told of an invalidation");
            switch (happened.Kind)
            {
                case SvaEventKind.PageRequest when happened.Note == "last":
                    unanswered[mm] = unanswered.GetValueOrDefault(mm) + 1;
                    break;
                case SvaEventKind.PageResponse:
                    unanswered[mm] = unanswered.GetValueOrDefault(mm) - 1;
                    Assert.True(unanswered[mm] >= 0, $"{mm} was answered more often than it asked");
                    break;
                case SvaEventKind.DriverMmAlloc when happened.Error.IsSuccess:
                    allocated[mm] = allocated.GetValueOrDefault(mm) + 1;
                    break;
                case SvaEventKind.DriverMmFree:
                    allocated[mm] = allocated.GetValueOrDefault(mm) - 1;
                    Assert.True(allocated[mm] >= 0, $"mm_free of {mm} twice");
                    Assert.True(allocated[mm] > 0 || !bonds.Keys.Any(key => key.StartsWith(mm + " ", StringComparison.Ordinal)), $"mm_free of {mm} before its last mm_detach");
                    break;
                case SvaEventKind.IoMmInvalidate:
                    untold = new(attached.Where(key => key.StartsWith(mm + " ", StringComparison.Ordinal)));
                    break;
                case SvaEventKind.DriverMmInvalidate:
                    Assert.True(untold.TryDequeue(out var told) && told == bond, $"{bond} told of an invalidation, not {told}");
                    break;
                case SvaEventKind.IoMmAttach:
                    attached.Insert(0, bond);
                    Assert.True(bonds.TryAdd(bond, (happened.Subject, 0, 0)), $"two bonds of {bond}");
                    break;
                case SvaEventKind.DriverMmExit:
                    Exit($"{happened.Subject.Name} {happened.Object.Name}", 1, 0);
                    break;
                case SvaEventKind.DriverMmExitDone:
                    Exit($"{happened.Subject.Name} {happened.Object.Name}", 0, 1);
                    break;
                case SvaEventKind.DriverMmDetach:
                    Assert.True(bonds.TryGetValue(bond, out var gone), $"teardown of {bond} that is not attached");
                    Assert.True(gone.Exits == gone.Done, $"teardown of {bond} while its mm_exit runs");
                    bonds.Remove(bond);
                    attached.Remove(bond);
                    break;
                default:
                    break;
            }
        }

        Assert.Empty(untold);
        Assert.All(unanswered, device => Assert.True(device.Value == 0, $"{device.Key} waits for {device.Value} answers"));

        void Exit(string key, int begun, int done)
        {
            Assert.True(bonds.TryGetValue(key, out var bond), $"mm_exit of {key} that is not attached");
            bond = (bond.Device, bond.Exits + begun, bond.Done + done);
            Assert.True(bond.Exits <= 1 && bond.Done <= bond.Exits, $"mm_exit of {key} {bond.Exits} times");
            bonds[key] = bond;
        }
    }
}
