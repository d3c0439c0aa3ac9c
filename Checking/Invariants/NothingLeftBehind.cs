using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>13: a device that has lost its bond has lost what it had cached when the teardown began, also where another device of its
/// domain keeps the table entry. What it asked for since is another matter: the entry of a domain answers all its devices, and a device
/// that its driver has not stopped goes on asking.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class NothingLeftBehind(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "13: a bond that is gone leaves no translation behind";

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        foreach (var (name, state) in States)
        {
            if (state is not DeviceState device)
            {
                continue;
            }

            foreach (var (_, pasid, translation) in device.Atc.Entries)
            {
                Require(
                    pasid == Pasid.None || device.Find(pasid) is not null || IsAskedForSince(name, pasid),
                    $"{name} has no bond with PASID {pasid} any more, and still has a translation of its page {translation.Page}"
                );
            }
        }
    }

    private bool IsAskedForSince(ObjectName device, Pasid pasid)
    {
        for (var index = Trace.Events.Count - 1; index >= 0; index--)
        {
            var happened = Trace.Events[index].Event;
            if (happened.Pasid == pasid && happened.Kind == SvaEventKind.AtcFill && happened.Object == device)
            {
                return true;
            }

            if (happened.Pasid == pasid && happened.Kind == SvaEventKind.DriverMmDetach && happened.Subject == device)
            {
                return false;
            }
        }

        return true; // it never had one
    }
}
