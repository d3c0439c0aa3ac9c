using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.IoMms.OneLock;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>What the grains did and hold, in the words of the reference.</summary>
internal static class Observed
{
    public static IReadOnlyList<string> Trace(IEnumerable<SvaEvent> events) => [.. events.Select(Callback).OfType<string>()];

    public static IReadOnlyList<string> State(Machine machine)
    {
        var states = machine.Simulation.States();
        var lines = new List<string>();
        foreach (var (pasid, owner) in states.Select(entry => entry.State).OfType<PasidSpaceState>().SelectMany(space => space.Allocated))
        {
            if (machine.Generation == "2018-v2")
            {
                lines.Add(UnderOneLock(machine.State<SvaLockState>(owner.Mm.Sibling(ObjectKind.SvaLock, "")), pasid, owner));
                continue;
            }

            var ioMm = machine.State<IoMmState>(owner.Mm.Sibling(ObjectKind.IoMm, owner.Mm.Name));
            Assert.Equal((pasid, owner.Lease, IoMmLife.Live), (ioMm.Pasid, ioMm.Lease, ioMm.Life));
            lines.Add(
                $"pasid {pasid.Value} {ioMm.Mm.Name} {ioMm.Features} refs {ioMm.References}: "
                    + $"{string.Join(' ', ioMm.Bonds.Select(bond => bond.Device.Name + "/" + bond.Domain.Name))}"
            );
        }

        lines.AddRange(
            Of<DeviceState>(
                states,
                (name, device) =>
                {
                    var param = device.Parameter is { } given
                        ? $"{given.Features} {given.PasidMin.Value}..{given.PasidMax.Value}: "
                            + $"{string.Join(' ', device.Bonds.Select(bond => bond.Pasid.Value))}"
                        : "-";
                    return $"dev {name} in {(device.Domain.IsNone ? "-" : device.Domain.Name)} {param} queue {device.Faults is not null}";
                }
            )
        );
        lines.AddRange(
            Of<DomainState>(
                states,
                (name, domain) =>
                    $"dom {name}: {string.Join(' ', domain.Entries.Select(entry => entry.Key.Value + "=" + entry.Value.Mm.Name))}"
            )
        );
        lines.AddRange(
            Of<MmState>(
                states,
                (name, mm) =>
                    $"mm {name} users {mm.Users} count {mm.Count} notifiers {mm.Subscriptions.Count} pages {mm.Space.ResidentCount}"
            )
        );
        lines.AddRange(
            Of<TaskState>(
                states,
                (name, task) =>
                    $"task {name} {(task.IsAlive ? task.Mm.Name : "-")} fds "
                    + $"{(task.IsAlive ? string.Join(' ', machine.State<FileTableState>(task.FileTable).Files.Keys) : "")}"
            )
        );
        return lines;
    }

    private static string UnderOneLock(SvaLockState sva, Pasid pasid, PasidOwner owner)
    {
        sva.Check();
        Assert.DoesNotContain(sva.IoMms, static ioMm => ioMm.IsGivenUp || ioMm.Holders > 0);
        var ioMm = sva.Find(pasid, owner.Lease)!;
        Assert.Equal(owner.Mm, ioMm.Mm);
        return $"pasid {pasid.Value} {ioMm.Mm.Name} {ioMm.Features} refs {ioMm.References}: "
            + $"{string.Join(' ', sva.BondsOf(ioMm).Select(bond => bond.Device.Name + "/" + bond.Domain.Name))}";
    }

    private static IEnumerable<string> Of<TState>(
        IReadOnlyList<(ObjectName Name, object State)> states,
        Func<string, TState, string> say
    ) =>
        states
            .Where(entry => entry.State is TState)
            .OrderBy(entry => entry.Name.Name, StringComparer.Ordinal)
            .Select(entry => say(entry.Name.Name, (TState)entry.State));

    private static string? Callback(SvaEvent happened) =>
        happened.Kind switch
        {
            SvaEventKind.DriverDeviceInit => $"init {happened.Object.Name}",
            SvaEventKind.DriverDeviceShutdown => $"shutdown {happened.Object.Name}",
            SvaEventKind.DriverMmAlloc => $"alloc {happened.Object.Name}",
            SvaEventKind.DriverMmFree => $"free {happened.Object.Name}",
            SvaEventKind.DriverMmAttach =>
                $"attach {happened.Subject.Name} {happened.Object.Name} {happened.Pasid.Value} {(happened.Value == 1 ? "first" : "more")}",
            SvaEventKind.DriverMmDetach =>
                $"detach {happened.Subject.Name} {happened.Object.Name} {happened.Pasid.Value} {(happened.Value == 1 ? "last" : "more")}",
            SvaEventKind.DriverMmInvalidate =>
                $"invalidate {happened.Subject.Name} {happened.Object.Name} {happened.Pasid.Value} {happened.Range}",
            SvaEventKind.DriverMmExit => $"exit {happened.Object.Name} {happened.Subject.Name} {happened.Pasid.Value}",
            _ => null,
        };
}
