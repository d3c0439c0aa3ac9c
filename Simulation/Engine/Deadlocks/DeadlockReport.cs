using System.Text;

namespace SvaOrleans.Simulation.Engine.Deadlocks;

/// <summary>Why a run cannot go on: the wait-for graph over its pending requests, and a cycle in it if there is one.</summary>
public sealed class DeadlockReport
{
    internal DeadlockReport(IReadOnlyList<WaitEdge> edges, IReadOnlyList<WaitEdge> cycle)
    {
        Edges = edges;
        Cycle = cycle;
    }

    /// <summary>All edges, in the order in which the calls were sent.</summary>
    public IReadOnlyList<WaitEdge> Edges { get; }

    /// <summary>The edges of one cycle, in order; empty if the run hangs without one, e.g. on a completion source that nobody completes.</summary>
    public IReadOnlyList<WaitEdge> Cycle { get; }

    /// <summary>The report for people, one edge a line.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        if (Cycle.Count > 0)
        {
            text.AppendLine("deadlock: a cycle of waiting requests");
            foreach (var edge in Cycle)
            {
                text.Append("  ").Append(edge).AppendLine();
            }
        }
        else
        {
            text.AppendLine(
                Edges.Count > 0
                    ? "deadlock: nothing is ready and requests are pending"
                    : "deadlock: nothing is ready, and the client's code waits for something that no call and no timer brings"
            );
        }

        foreach (var edge in Edges)
        {
            if (!Cycle.Contains(edge))
            {
                text.Append(Cycle.Count > 0 ? "  also " : "  ").Append(edge).AppendLine();
            }
        }

        return text.ToString().TrimEnd();
    }
}
