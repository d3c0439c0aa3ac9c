using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>13: a device whose driver has stopped a PASID in its mm_exit caches nothing of it until it is bound with that number
/// again.</summary>
/// <remarks>It reads events of one device in the order of its steps, which every schedule with the same meaning keeps. A teardown tells the
/// device only after what it had cached is gone, so that it stays quiet until then.</remarks>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class StoppedStaysQuiet(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    private readonly SortedSet<(ObjectName Device, Pasid Pasid)> _stopped = [];

    // Those whose teardown has begun: they are stopped until what they have cached is gone.
    private readonly SortedSet<(ObjectName Device, Pasid Pasid)> _leaving = [];

    /// <inheritdoc/>
    public override string Name => "13: a stopped device caches nothing";

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        _stopped.Clear();
        _leaving.Clear();
        for (Reading = 0; Reading < Trace.Events.Count; Reading++)
        {
            var happened = Trace.Events[Reading].Event;
            switch (happened.Kind)
            {
                case SvaEventKind.DriverMmExitDone when happened.Error.IsSuccess:
                    _stopped.Add((happened.Object, happened.Pasid));
                    break;
                case SvaEventKind.DriverMmDetach:
                    _leaving.Add((happened.Subject, happened.Pasid));
                    break;
                case SvaEventKind.CommandsSync:
                    _stopped.ExceptWith(_leaving.Where(gone => IsOf(gone, happened)));
                    _leaving.RemoveWhere(gone => IsOf(gone, happened));
                    break;
                case SvaEventKind.IoMmAttach:
                    _stopped.Remove((happened.Subject, happened.Pasid));
                    _leaving.Remove((happened.Subject, happened.Pasid));
                    break;
                case SvaEventKind.AtcFill:
                    Require(
                        !_stopped.Contains((happened.Object, happened.Pasid)),
                        $"{happened.Object} cached page {happened.Range.First} of PASID {happened.Pasid}, which its mm_exit has stopped"
                    );
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsOf((ObjectName Device, Pasid Pasid) gone, in SvaEvent synced) =>
        gone.Pasid == synced.Pasid && gone.Device.Host == synced.Object.Host;
}
