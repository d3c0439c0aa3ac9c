using System.Text;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Simulation.Testing;

/// <summary>The result of a test: it held in all orders that were tried, or the smallest order in which it fails.</summary>
public sealed class ClusterTestReport
{
    internal ClusterTestReport() { }

    /// <summary>Whether nothing failed.</summary>
    public bool HasPassed => Violation is null;

    /// <summary>What failed; null for nothing.</summary>
    public Violation? Violation { get; internal init; }

    /// <summary>The smallest order that fails, step by step; null if nothing failed.</summary>
    public string? Diagram { get; internal init; }

    /// <summary>Runs the smallest order that fails again (<see cref="ClusterTest.Replay"/>); null if nothing failed.</summary>
    public string? Token { get; internal init; }

    /// <summary>The exception that ended the body, or was thrown by what must always hold, with the place that threw it; null if none
    /// did.</summary>
    public Exception? Exception { get; internal init; }

    /// <summary>The exploration; null after a replay.</summary>
    public ExplorationReport? Exploration { get; internal init; }

    /// <summary>Whether a replay made all choices of its token; else the test or its grains are not as they were when it was
    /// printed.</summary>
    internal bool IsFitting { get; init; } = true;

    /// <summary>Does nothing if the test held.</summary>
    /// <exception cref="ClusterTestException">It did not; the message is the whole report, and the inner exception is
    /// <see cref="Exception"/>.</exception>
    public void EnsurePassed()
    {
        if (!HasPassed)
        {
            throw new ClusterTestException(this);
        }
    }

    /// <summary>The report, for people.</summary>
    public override string ToString()
    {
        if (Violation is not { } violation)
        {
            return Exploration?.ToString()
                ?? (
                    IsFitting
                        ? "the order was run again, nothing broken"
                        : "nothing broken; the order could not be run again as it was, since not all of its choices fit: the test "
                            + "or its grains have changed"
                );
        }

        StringBuilder text = new();
        var name = violation.Invariant + ": ";
        text.Append(violation.Message.StartsWith(name, StringComparison.Ordinal) ? "" : name).AppendLine(violation.Message);
        if (Diagram is "")
        {
            text.AppendLine().AppendLine("It fails before the first step of its body.");
        }
        else if (Diagram is not null)
        {
            text.AppendLine().AppendLine("The smallest order that fails (> marks a step that went before older ones):").Append(Diagram);
        }

        if (Token is not null)
        {
            text.AppendLine().Append("To run it again: Replay(\"").Append(Token).AppendLine("\")");
        }

        return text.ToString().TrimEnd();
    }
}
