using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Silo;

/// <summary>The kernel generations of hosts.</summary>
public static class KernelGenerations
{
    /// <summary>Their names, which grain types end with: 2018 first, then by name.</summary>
    public static ImmutableArray<string> Known { get; } = [.. KernelGeneration.All.Select(static generation => generation.Name)];
}
