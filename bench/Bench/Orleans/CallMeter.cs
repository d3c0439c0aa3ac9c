using SvaOrleans.Silo;

namespace SvaOrleans.Bench;

/// <summary>Grain calls, which Orleans does not count for this silo alone.</summary>
internal static class CallMeter
{
    /// <summary>Nothing.</summary>
    public static long? Of(ILocalSimulation simulation) => null;
}
