namespace SvaOrleans.Bench;

/// <summary>How many hosts work at once.</summary>
internal static class HostsAtOnce
{
    /// <summary>As many as 100,000 bonds have. A thread turns first to what it has queued last, so what waits beneath the work of other hosts waits until
    /// they are done: for more hosts than keep the processors busy only the waiting gets longer, up to what calls may take at all.</summary>
    public const int Max = 10;
}
