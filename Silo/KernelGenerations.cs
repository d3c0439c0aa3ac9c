using System.Collections.Immutable;
using SvaOrleans.Grains.Generations;

namespace SvaOrleans.Silo;

/// <summary>The kernel generations that hosts can be of.</summary>
public static class KernelGenerations
{
    /// <summary>Their names, as grain types end with them: 2018 first, then by name.</summary>
    public static ImmutableArray<string> Known { get; } = [.. KernelGeneration.All.Select(static generation => generation.Name)];
}
