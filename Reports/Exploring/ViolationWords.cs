using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Kinds of violations in words, for people.</summary>
internal static class ViolationWords
{
    public static string Of(ViolationKind kind) =>
        kind switch
        {
            ViolationKind.Liveness => "does not end",
            ViolationKind.Contract => "a driver breaks its contract",
            ViolationKind.NonDeterminism => "not repeatable",
            _ => "broken",
        };
}
