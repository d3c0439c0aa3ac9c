using System.Globalization;
using System.Text;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Decides the cause of a hang: the kernel, or a driver that breaks its contract.</summary>
/// <remarks>R6, R7 and D9 (docs/races.md): no kernel can end a wait for a driver's own lock that the driver holds over a call, or for a
/// handler that waits for its own end. Such a hang names the lock or the handler.</remarks>
internal static class HangJudge
{
    private const string DriverLock = "lock/";
    private const string Handler = "RunMmExit";

    /// <summary>Judges.</summary>
    /// <param name="simulation">The simulation that hangs.</param>
    /// <param name="hang">Which request waits for which.</param>
    public static Violation Judge(EngineSimulation simulation, DeadlockReport hang)
    {
        var edges = hang.Cycle.Count > 0 ? hang.Cycle : hang.Edges;
        var isDriver = edges.Any(static edge => Names(edge.Waiter) || Names(edge.WaitsFor ?? ""));
        return new(isDriver ? ViolationKind.Contract : ViolationKind.Liveness, "deadlock", hang + Held(simulation));
    }

    private static bool Names(string who) =>
        who.StartsWith(DriverLock, StringComparison.Ordinal) || who.EndsWith(Handler, StringComparison.Ordinal);

    // A request that waits inside a grain waits for something held there: a lock or a bond.
    private static string Held(EngineSimulation simulation)
    {
        var text = new StringBuilder();
        foreach (var (_, grain, _) in simulation.Cluster.Grains())
        {
            if (grain is DriverLock { Owner.IsNone: false } held)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  {held.Name} is held by {held.Owner}");
            }
        }

        foreach (var (name, state) in simulation.States())
        {
            if (state is IoMmState ioMm)
            {
                foreach (var bond in ioMm.Bonds.Where(static bond => bond.Life != BondLife.Bound))
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"\n  bond {bond.Id} of {name} with {bond.Device} is {(bond.Life == BondLife.InHandler ? "held by the exit, in the driver's mm_exit" : "torn down, and not yet put")}"
                    );
                }
            }
        }

        return text.ToString();
    }
}
