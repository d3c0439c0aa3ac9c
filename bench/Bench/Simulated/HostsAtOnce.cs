namespace SvaOrleans.Bench;

/// <summary>How many hosts work at once.</summary>
internal static class HostsAtOnce
{
    /// <summary>All: one thread takes their steps in turn.</summary>
    public const int Max = int.MaxValue;
}
