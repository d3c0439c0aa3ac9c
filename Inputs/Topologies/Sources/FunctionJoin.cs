using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Joins the functions of lspci and sysfs: ids and places from sysfs, names and capabilities from lspci.</summary>
internal static class FunctionJoin
{
    /// <summary>The functions there are, and the file that lists them.</summary>
    /// <param name="source">The folder.</param>
    /// <exception cref="InputException">Two files list different functions.</exception>
    public static SortedDictionary<Bdf, string> Known(SourceFolder source)
    {
        var known = new SortedDictionary<Bdf, string>();
        foreach (var function in source.Lspci ?? [])
        {
            known.Add(function.Bdf.Value, function.Bdf.File);
        }

        if (source.Devices is null)
        {
            return known;
        }

        foreach (var function in source.Devices)
        {
            if (source.Lspci is not null && !known.ContainsKey(function.Bdf.Value))
            {
                throw function.Bdf.Wrong(
                    $"function {function.Bdf.Value} is not in {source.Lspci[0].Bdf.File}",
                    "the same functions in both files"
                );
            }

            known[function.Bdf.Value] = function.Bdf.File;
        }

        var listed = source.Devices.Select(f => f.Bdf.Value).ToHashSet();
        foreach (var function in source.Lspci ?? [])
        {
            if (!listed.Contains(function.Bdf.Value))
            {
                throw function.Bdf.Wrong(
                    $"function {function.Bdf.Value} is not in {source.Devices[0].Bdf.File}",
                    "the same functions in both files"
                );
            }
        }

        return known;
    }

    /// <summary>The functions.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="known">The functions there are.</param>
    /// <param name="groupOf">A function's group.</param>
    /// <param name="iommuOf">A function's IOMMU.</param>
    /// <exception cref="InputException">Two files disagree, or name what the others do not know.</exception>
    public static List<PciFunction> Join(
        SourceFolder source,
        SortedDictionary<Bdf, string> known,
        Func<Bdf, int?> groupOf,
        Func<Bdf, string?> iommuOf
    )
    {
        var lspci = (source.Lspci ?? []).ToDictionary(f => f.Bdf.Value);
        var sysfs = (source.Devices ?? []).ToDictionary(f => f.Bdf.Value);
        var physical = PhysicalFunctions(source, known);
        var bridges = new BridgeTree(source.Lspci ?? []);
        var functions = new List<PciFunction>();
        foreach (var bdf in known.Keys)
        {
            var text = lspci.GetValueOrDefault(bdf);
            var system = sysfs.GetValueOrDefault(bdf);
            functions.Add(
                new PciFunction
                {
                    Bdf = bdf,
                    Vendor = system?.Vendor ?? text?.Ids?.Vendor,
                    Device = system?.Device ?? text?.Ids?.Device,
                    Class = system?.Class ?? text?.Class,
                    ClassName = text?.ClassName ?? "",
                    Name = text?.Name ?? "",
                    Driver = system is null ? text?.Driver : system.Driver,
                    NumaNode = Node(source, text, system),
                    Group = groupOf(bdf),
                    Iommu = iommuOf(bdf),
                    Parent = Parent(bdf, system, bridges, known),
                    Buses = text?.Buses,
                    PhysicalFunction = physical.TryGetValue(bdf, out var owner) ? owner : null,
                    VirtualFunctions = system is null ? text?.VirtualFunctions : system.VirtualFunctions,
                    Ats = text?.Ats,
                    Pasid = text?.Pasid is { WidthBits: > 0 } pasid ? pasid : null,
                    Pri = text?.Pri,
                }
            );
        }

        foreach (var function in source.Devices ?? [])
        {
            RefuseCircle(function, sysfs);
        }

        return source.Lspci is null ? WithBuses(functions) : functions;
    }

    private static void RefuseCircle(SysfsFunction function, Dictionary<Bdf, SysfsFunction> all)
    {
        var above = function.Parent;
        for (var steps = 0; above is { } bdf; steps++)
        {
            if (steps > 256)
            {
                throw function.Bdf.Wrong(
                    $"the path of {function.Bdf.Value} leads in a circle through those of others",
                    "bridges above, up to a root bus"
                );
            }

            above = all[bdf].Parent;
        }
    }

    private static int? Node(SourceFolder source, LspciFunction? text, SysfsFunction? system)
    {
        var node = system is null ? text?.NumaNode?.Value : system.NumaNode;
        if (system is not null && text?.NumaNode is { } shown && shown.Value != node)
        {
            throw shown.Wrong(
                $"function {text.Bdf.Value} is at NUMA node {shown.Value} here, but at {node?.ToString() ?? "none"} in {system.Bdf.File}:{system.Bdf.Line}",
                "files taken from one machine"
            );
        }

        if (node is { } number && source.Numa is { Count: > 0 } nodes && !nodes.Any(n => n.Node == number))
        {
            var at = system is null ? text!.NumaNode!.Value.With(text.Bdf.Value) : system.Bdf;
            throw at.Wrong($"there is no NUMA node {number} in numa.txt", "a node of numa.txt");
        }

        return node;
    }

    private static Bdf? Parent(Bdf bdf, SysfsFunction? system, BridgeTree bridges, SortedDictionary<Bdf, string> known)
    {
        if (system is not { ShowsParent: true })
        {
            return bridges.Above(bdf);
        }

        if (system.Parent is { } parent && (!known.ContainsKey(parent) || parent == bdf))
        {
            throw system.Bdf.Wrong($"the function above {bdf}, {parent}, is not in the file", "a path through functions of the machine");
        }

        return system.Parent;
    }

    private static SortedDictionary<Bdf, Bdf> PhysicalFunctions(SourceFolder source, SortedDictionary<Bdf, string> known)
    {
        var physical = new SortedDictionary<Bdf, Bdf>();
        if (source.Devices is not null)
        {
            foreach (var function in source.Devices)
            {
                if (function.PhysicalFunction is { } owner)
                {
                    physical.Add(
                        function.Bdf.Value,
                        known.ContainsKey(owner) && owner != function.Bdf.Value
                            ? owner
                            : throw function.Bdf.Wrong($"there is no physical function {owner}", "the address of another function")
                    );
                }
            }

            return
                source.Devices.FirstOrDefault(function => function.PhysicalFunction is { } owner && physical.ContainsKey(owner))
                    is { } nested
                ? throw nested.Bdf.Wrong($"{nested.PhysicalFunction} is a virtual function itself", "a physical function")
                : physical;
        }

        // lspci does not say it, but SR-IOV numbers virtual functions by rule (PCIe base specification, section 9.2.1).
        foreach (var function in source.Lspci ?? [])
        {
            for (var i = 0; function.VirtualFunctions is { } virtuals && function.VirtualOffset > 0 && i < virtuals.Enabled; i++)
            {
                var id = function.Bdf.Value.RequesterId + function.VirtualOffset + ((long)i * function.VirtualStride);
                if (id > ushort.MaxValue)
                {
                    break;
                }

                var bdf = new Bdf(function.Bdf.Value.Segment, (byte)(id >> 8), (byte)((id >> 3) & 31), (byte)(id & 7));
                if (known.ContainsKey(bdf))
                {
                    physical.TryAdd(bdf, function.Bdf.Value);
                }
            }
        }

        // Where it would make one virtual function that of another, the rule was applied to one too many.
        foreach (var nested in physical.Where(pair => physical.ContainsKey(pair.Value)).Select(static pair => pair.Key).ToList())
        {
            physical.Remove(nested);
        }

        return physical;
    }

    private static List<PciFunction> WithBuses(List<PciFunction> functions)
    {
        // Without lspci the buses of a bridge are those of what is below it.
        var byBdf = functions.ToDictionary(f => f.Bdf);
        foreach (var function in functions)
        {
            var bus = function.Bdf.Bus;
            var above = function.Parent;
            for (var steps = 0; above is { } bdf && steps < 256; steps++)
            {
                var bridge = byBdf[bdf];
                var direct = steps == 0;
                var buses = bridge.Buses ?? new(bus, bus);
                byBdf[bdf] = bridge with
                {
                    Buses = new(direct && bus < buses.Secondary ? bus : buses.Secondary, Math.Max(buses.Subordinate, bus)),
                };
                above = bridge.Parent;
            }
        }

        return [.. functions.Select(f => byBdf[f.Bdf])];
    }
}
