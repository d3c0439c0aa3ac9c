using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Simulation.Engine.Faults;

namespace SvaOrleans.Reports.Exploring.Faults;

/// <summary>Which faults an exploration may choose, and how many in one order.</summary>
/// <param name="Kinds">The kinds of faults.</param>
/// <param name="Most">The maximum in one order.</param>
internal sealed record FaultChoice(FaultKinds Kinds, int Most)
{
    /// <summary>The maximum in one order that a user may request.</summary>
    public const int MostMax = 8;

    private const string Condition = "faults-";

    private static readonly SortedDictionary<string, FaultKinds> Names = new(StringComparer.Ordinal)
    {
        ["crash"] = FaultKinds.Crash,
        ["deactivate"] = FaultKinds.Deactivation,
        ["delay"] = FaultKinds.Delay,
        ["hang"] = FaultKinds.Stall,
        ["timeout"] = FaultKinds.TimeOut,
    };

    /// <summary>The faults that a user may request.</summary>
    public static string Known => string.Join(", ", Names.Keys);

    /// <summary>Reads what the user typed.</summary>
    /// <param name="text">Kinds with commas between, or <c>all</c>; null for none.</param>
    /// <param name="most">The maximum in one order.</param>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static FaultChoice? Read(string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        if (most is < 1 or > MostMax)
        {
            throw new InputException("--most-faults", 0, 0, $"{most} is not possible", $"a number from 1 to {MostMax}");
        }

        return text == "all" ? new(FaultKinds.All, most) : new(KindsOf(text.Split(',', StringSplitOptions.TrimEntries), "--faults"), most);
    }

    /// <summary>The choice with which a token's order was explored; null for no faults.</summary>
    /// <param name="conditions">The token's conditions.</param>
    /// <exception cref="InputException">They cannot be read.</exception>
    public static FaultChoice? Of(IReadOnlyList<string> conditions)
    {
        if (conditions.Count == 0)
        {
            return null;
        }

        if (conditions is not [var word] || !word.StartsWith(Condition, StringComparison.Ordinal))
        {
            throw new InputException(
                "TOKEN",
                0,
                0,
                $"its condition '{string.Join('_', conditions)}' cannot be read",
                $"{Condition}NUMBER-KIND, or none"
            );
        }

        var parts = word[Condition.Length..].Split('-');
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= MostMax
            ? new(KindsOf(parts[1..], "TOKEN"), most)
            : throw new InputException("TOKEN", 0, 0, $"its condition '{word}' cannot be read", $"{Condition}NUMBER-KIND");
    }

    /// <summary>As a condition of a token.</summary>
    public string ToCondition() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Condition}{Most}-{string.Join('-', Names.Where(named => (Kinds & named.Value) != 0).Select(static named => named.Key))}"
        );

    private static FaultKinds KindsOf(IReadOnlyCollection<string> names, string where)
    {
        var kinds = FaultKinds.None;
        foreach (var name in names)
        {
            kinds |= Names.TryGetValue(name, out var kind)
                ? kind
                : throw new InputException(where, 0, 0, $"there is no fault '{name}'", $"{Known}, with commas between, or all");
        }

        return kinds == FaultKinds.None ? throw new InputException(where, 0, 0, "no fault is named", $"{Known}, or all") : kinds;
    }
}
