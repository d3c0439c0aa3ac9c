namespace SvaOrleans.Simulation.Engine.Admission;

/// <summary>One row of the admission table.</summary>
public sealed class AdmissionRow
{
    private readonly Func<Activation, GrainRequest, GrainRequest?, bool> _matches;

    internal AdmissionRow(int number, string condition, bool admits, Func<Activation, GrainRequest, GrainRequest?, bool> matches)
    {
        Number = number;
        Condition = condition;
        Admits = admits;
        _matches = matches;
    }

    /// <summary>The row's number, from 1.</summary>
    public int Number { get; }

    /// <summary>The condition in words.</summary>
    public string Condition { get; }

    /// <summary>True if the row lets the request start.</summary>
    public bool Admits { get; }

    internal bool Matches(Activation at, GrainRequest incoming, GrainRequest? opponent) => _matches(at, incoming, opponent);

    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Condition}: {(Admits ? "admit" : "wait")}";
}
