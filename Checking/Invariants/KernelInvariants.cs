using SvaOrleans.Silo;

namespace SvaOrleans.Checking.Invariants;

/// <summary>Every invariant of the kernel that is watched, in one place.</summary>
public static class KernelInvariants
{
    /// <summary>All of them, for one simulation.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="trace">What happens in it.</param>
    public static IReadOnlyList<KernelOracle> Of(ILocalSimulation simulation, EventTrace trace) =>
        [
            new NoVerdict(simulation, trace),
            new StatesAreSound(simulation, trace),
            new BondsAgree(simulation, trace),
            new TablesFollowBonds(simulation, trace),
            new NothingStale(simulation, trace),
            new CallbacksInOrder(simulation, trace),
            new FreedAfterUse(simulation, trace),
            new ReservedBeforeSet(simulation, trace),
            new PagesGoLast(simulation, trace),
            new StoppedStaysQuiet(simulation, trace),
            new UnbindEndsUse(simulation, trace),
            new NothingLeftBehind(simulation, trace),
        ];
}
