using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Scenarios.Expectations;

/// <summary>Something that must be true of several steps of a parallel block, in whichever order they ran.</summary>
/// <param name="Place">Its place in the file.</param>
internal abstract record Relation(Place Place)
{
    /// <summary>Why it does not hold; null when it does.</summary>
    /// <param name="results">The results by step number.</param>
    public abstract string? Explain(IReadOnlyDictionary<int, StepResult> results);

    /// <summary>Whether it says something of a step.</summary>
    /// <param name="step">The step's number.</param>
    public abstract bool Covers(int step);
}

/// <summary>So many of some steps have one outcome.</summary>
/// <param name="Place">Its place in the file.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Times">How many of them.</param>
internal sealed record CountRelation(Place Place, IReadOnlyList<int> Steps, Outcome Outcome, FigureBounds Times) : Relation(Place)
{
    /// <inheritdoc/>
    public override bool Covers(int step) => Steps.Contains(step);

    /// <inheritdoc/>
    public override string? Explain(IReadOnlyDictionary<int, StepResult> results)
    {
        var count = Steps.Count(step => results.TryGetValue(step, out var result) && Outcome.Explain(result) is null);
        return Times.Holds(count)
            ? null
            : $"expected {Times} of these {Steps.Count} steps with {Outcome}, but there were {count} (they answered {string.Join(", ", Steps.Select(step => results.TryGetValue(step, out var result) ? result.Error.ToString() : "nothing"))})";
    }
}

/// <summary>Steps return in this order.</summary>
internal sealed record OrderRelation(Place Place, IReadOnlyList<(int Id, string Label)> Steps) : Relation(Place)
{
    /// <inheritdoc/>
    public override bool Covers(int step) => false;

    /// <inheritdoc/>
    public override string? Explain(IReadOnlyDictionary<int, StepResult> results)
    {
        for (var index = 1; index < Steps.Count; index++)
        {
            var (before, after) = (Steps[index - 1], Steps[index]);
            if (results.TryGetValue(before.Id, out var first) && results.TryGetValue(after.Id, out var second) && first.At > second.At)
            {
                return $"expected {before.Label} to return before {after.Label}, but it returned at {first.At}, {after.Label} at {second.At}";
            }
        }

        return null;
    }
}

/// <summary>Those of some steps that succeeded got the same PASID.</summary>
internal sealed record SamePasidRelation(Place Place, IReadOnlyList<int> Steps) : Relation(Place)
{
    /// <inheritdoc/>
    public override bool Covers(int step) => Steps.Contains(step);

    /// <inheritdoc/>
    public override string? Explain(IReadOnlyDictionary<int, StepResult> results)
    {
        var pasids = new SortedSet<Pasid>();
        foreach (var step in Steps)
        {
            if (results.TryGetValue(step, out var result) && result.Error.IsSuccess && result.Pasid is { } pasid)
            {
                pasids.Add(pasid);
            }
        }

        return pasids.Count <= 1 ? null : $"expected one PASID for all of them, but they got {string.Join(", ", pasids)}";
    }
}
