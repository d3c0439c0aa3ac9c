namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>A host's PCI functions, IOMMUs, groups and NUMA nodes.</summary>
public sealed class Topology
{
    private readonly SortedDictionary<Bdf, PciFunction> _byBdf = [];
    private readonly SortedDictionary<int, List<PciFunction>> _byGroup = [];
    private readonly SortedDictionary<string, List<PciFunction>> _byIommu = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, IommuGroup> _groupById = [];
    private readonly SortedDictionary<string, MachineIommu> _iommuByName = new(StringComparer.Ordinal);

    /// <summary>Puts a host together.</summary>
    /// <param name="functions">Its functions; no address twice.</param>
    /// <param name="groups">Its groups; no number twice.</param>
    /// <param name="iommus">Its IOMMUs; no name twice.</param>
    /// <param name="numaNodes">Its NUMA nodes.</param>
    public Topology(
        IEnumerable<PciFunction> functions,
        IEnumerable<IommuGroup> groups,
        IEnumerable<MachineIommu> iommus,
        IEnumerable<NumaNode> numaNodes
    )
    {
        foreach (var function in functions)
        {
            _byBdf.Add(function.Bdf, function);
        }

        Functions = [.. _byBdf.Values];
        Groups = [.. groups.OrderBy(g => g.Id)];
        Iommus = [.. iommus];
        NumaNodes = [.. numaNodes.OrderBy(n => n.Node)];
        foreach (var group in Groups)
        {
            _groupById.Add(group.Id, group);
        }

        foreach (var iommu in Iommus)
        {
            _iommuByName.Add(iommu.Name, iommu);
        }

        foreach (var function in Functions)
        {
            if (function.Group is { } group)
            {
                AddTo(_byGroup, group, function);
            }

            if (function.Iommu is { } iommu)
            {
                AddTo(_byIommu, iommu, function);
            }
        }
    }

    /// <summary>The functions, in order of address.</summary>
    public IReadOnlyList<PciFunction> Functions { get; }

    /// <summary>The groups, in order of number.</summary>
    public IReadOnlyList<IommuGroup> Groups { get; }

    /// <summary>The IOMMUs, in the source's order; parts of a split in place of the whole.</summary>
    public IReadOnlyList<MachineIommu> Iommus { get; }

    /// <summary>The NUMA nodes, in order of number.</summary>
    public IReadOnlyList<NumaNode> NumaNodes { get; }

    /// <summary>A function by its address, or null.</summary>
    /// <param name="bdf">The address.</param>
    public PciFunction? Find(Bdf bdf) => _byBdf.GetValueOrDefault(bdf);

    /// <summary>An IOMMU by its name, or null.</summary>
    /// <param name="name">The name.</param>
    public MachineIommu? FindIommu(string name) => _iommuByName.GetValueOrDefault(name);

    /// <summary>A group by its number, or null.</summary>
    /// <param name="id">The number.</param>
    public IommuGroup? FindGroup(int id) => _groupById.GetValueOrDefault(id);

    /// <summary>A group's functions, in order of address.</summary>
    /// <param name="group">The group's number.</param>
    public IReadOnlyList<PciFunction> Members(int group) => _byGroup.TryGetValue(group, out var members) ? members : [];

    /// <summary>The functions behind an IOMMU, in order of address.</summary>
    /// <param name="iommu">The IOMMU's name.</param>
    public IReadOnlyList<PciFunction> Behind(string iommu) => _byIommu.TryGetValue(iommu, out var members) ? members : [];

    /// <summary>The root bus above a function: its segment and bus number.</summary>
    /// <param name="function">The function.</param>
    public (uint Segment, byte Bus) RootBus(PciFunction function)
    {
        // No path is longer than there are functions, whatever the parents say.
        for (var steps = 0; steps <= Functions.Count && function.Parent is { } parent && Find(parent) is { } above; steps++)
        {
            function = above;
        }

        return (function.Bdf.Segment, function.Bdf.Bus);
    }

    private static void AddTo<TKey>(SortedDictionary<TKey, List<PciFunction>> members, TKey key, PciFunction function)
        where TKey : notnull
    {
        if (!members.TryGetValue(key, out var list))
        {
            members.Add(key, list = []);
        }

        list.Add(function);
    }
}
