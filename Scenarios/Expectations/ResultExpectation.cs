using System.Globalization;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Scenarios.Expectations;

/// <summary>Bounds of a figure.</summary>
internal readonly record struct FigureBounds(long Min, long Max)
{
    /// <summary>Whether a value is within.</summary>
    public bool Holds(long value) => value >= Min && value <= Max;

    /// <inheritdoc/>
    public override string ToString() =>
        (Min, Max) switch
        {
            var (min, max) when min == max => min.ToString(CultureInfo.InvariantCulture),
            (var min, long.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"at least {min}"),
            (0, var max) => string.Create(CultureInfo.InvariantCulture, $"at most {max}"),
            var (min, max) => string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"),
        };
}

/// <summary>A named figure and its bounds.</summary>
internal readonly record struct FigureExpectation(string Name, FigureBounds Bounds);

/// <summary>One outcome that a step may have. A property that it does not name may have any value.</summary>
/// <param name="Error">The error.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Figures">Other figures.</param>
internal sealed record Outcome(Errno? Error, Pasid? Pasid, IReadOnlyList<FigureExpectation> Figures)
{
    /// <summary>Why a result is not this outcome; null when it is.</summary>
    public string? Explain(StepResult result)
    {
        if (Error is { } error && result.Error != error)
        {
            return $"expected {error}, but it answered {result.Error}";
        }

        if (Pasid is { } pasid && result.Pasid != pasid)
        {
            return $"expected PASID {pasid}, but it was {result.Pasid?.ToString() ?? "none"}";
        }

        foreach (var figure in Figures)
        {
            var found = false;
            foreach (var (name, value) in result.Figures)
            {
                if (name == figure.Name)
                {
                    found = true;
                    if (!figure.Bounds.Holds(value))
                    {
                        return $"expected {figure.Name} {figure.Bounds}, but it was {value}";
                    }
                }
            }

            if (!found)
            {
                var known = result.Figures.Length == 0 ? "none" : string.Join(", ", result.Figures.Select(static known => known.Name));
                return $"expected {figure.Name} {figure.Bounds}, but its figures are {known}";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        List<string> parts = [];
        if (Error is { } error)
        {
            parts.Add(error.ToString());
        }

        if (Pasid is { } pasid)
        {
            parts.Add($"PASID {pasid}");
        }

        parts.AddRange(Figures.Select(static figure => $"{figure.Name} {figure.Bounds}"));
        return string.Join(", ", parts);
    }
}

/// <summary>What a step's result must be: one of some outcomes.</summary>
/// <param name="Outcomes">The outcomes; never empty.</param>
internal sealed record ResultExpectation(IReadOnlyList<Outcome> Outcomes)
{
    /// <summary>Why a result is none of the outcomes; null if it is one.</summary>
    public string? Explain(StepResult result)
    {
        if (Outcomes.Count == 1)
        {
            return Outcomes[0].Explain(result);
        }

        return Outcomes.Any(outcome => outcome.Explain(result) is null)
            ? null
            : $"expected one of {string.Join("; ", Outcomes)}, but it answered {result.Error}{(result.Pasid is { } pasid ? $" with PASID {pasid}" : "")}";
    }
}
