using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Display;

/// <summary>A function and what is below it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Below">Nodes right below, in order of address.</param>
public sealed record TopologyNode(PciFunction Function, IReadOnlyList<TopologyNode> Below);

/// <summary>A root bus and the functions on it.</summary>
/// <param name="Segment">PCI segment.</param>
/// <param name="Bus">Bus number.</param>
/// <param name="Functions">The functions on it, in order of address.</param>
public sealed record TopologyRoot(uint Segment, byte Bus, IReadOnlyList<TopologyNode> Functions);

/// <summary>A host's functions as the tree that bridges make of them.</summary>
public static class TopologyTree
{
    /// <summary>The root buses, in order of segment and number.</summary>
    /// <param name="topology">The host.</param>
    public static IReadOnlyList<TopologyRoot> Roots(Topology topology)
    {
        var below = topology.Functions.Where(f => f.Parent is not null).ToLookup(f => f.Parent!.Value);
        return
        [
            .. topology
                .Functions.Where(f => f.Parent is null)
                .GroupBy(f => (f.Bdf.Segment, f.Bdf.Bus))
                .OrderBy(g => g.Key)
                .Select(g => new TopologyRoot(g.Key.Segment, g.Key.Bus, [.. g.Select(f => Node(f, below))])),
        ];
    }

    private static TopologyNode Node(PciFunction function, ILookup<Bdf, PciFunction> below) =>
        new(function, [.. below[function.Bdf].Select(f => Node(f, below))]);
}
