namespace SvaOrleans.Simulation.Engine.Deadlocks;

/// <summary>One line of a deadlock report: a request and what it waits for.</summary>
/// <param name="Waiter">Grain and method of the request that waits, or "client".</param>
/// <param name="WaitsFor">Grain and method of the request that it waits for; null if it waits for something inside its own grain.</param>
/// <param name="Why">The reason in words.</param>
public sealed record WaitEdge(string Waiter, string? WaitsFor, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => WaitsFor is null ? $"{Waiter} {Why}" : $"{Waiter} -> {WaitsFor} ({Why})";
}
