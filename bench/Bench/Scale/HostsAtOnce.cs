using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Bench;

/// <summary>How many hosts work at once.</summary>
internal static class HostsAtOnce
{
    private const int OnOrleans = 10;

    /// <summary>On the simulated engine all: one thread takes their steps in turn. On Orleans as many as 100,000 bonds have: a thread turns first to
    /// what it has queued last, so what waits beneath the work of other hosts waits until they are done; for more hosts than keep the processors
    /// busy only the waiting gets longer, up to what calls may take at all.</summary>
    public static int MaxOf(ILocalSimulation simulation) => simulation is EngineSimulation ? int.MaxValue : OnOrleans;
}
