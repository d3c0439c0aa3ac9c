using System.Collections.Immutable;

namespace SvaOrleans.Silo;

/// <summary>The kernel generations that hosts can be of.</summary>
public static class KernelGenerations
{
    /// <summary>Their names, as grain types end with them.</summary>
    public static ImmutableArray<string> Known { get; } = ["2018", "2018-v2"];
}
