using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Display;

/// <summary>A host as text for people: counts, IOMMUs, and the tree of functions.</summary>
public static class TopologyText
{
    /// <summary>The whole view.</summary>
    /// <param name="file">The topology. Its directives are applied and listed.</param>
    /// <param name="columns">Longest line, in characters; a longer one continues below.</param>
    /// <exception cref="InputException">A directive names what does not exist.</exception>
    public static string Show(TopologyFile file, int columns = int.MaxValue)
    {
        var topology = file.Apply();
        var summary = new TopologySummary(topology, file.Source);
        var text = new WrappedText(columns);
        Counts(text, summary);
        foreach (var (note, count) in file.Notes)
        {
            text.Line("", "  ", note.Sentence(count));
        }

        Iommus(text, file, summary);
        foreach (var grant in file.Grants)
        {
            text.Line("", "  ", $"grant {grant} (marked + below)");
        }

        text.Line("", "", "");
        foreach (var root in TopologyTree.Roots(topology))
        {
            text.Line("", "", string.Create(CultureInfo.InvariantCulture, $"[{root.Segment:x4}:{root.Bus:x2}]"));
            Nodes(text, root.Functions, "", (root.Segment, root.Bus));
        }

        return text.ToString();
    }

    /// <summary>A function's group, IOMMU, NUMA node and capabilities in a few characters.</summary>
    /// <param name="function">The function.</param>
    public static string Badges(PciFunction function)
    {
        var words = new List<string> { function.Group is { } group ? $"group {group}" : "no group" };
        if (function.Iommu is { } iommu)
        {
            words.Add(iommu);
        }

        if (function.NumaNode is { } node)
        {
            words.Add($"node {node}");
        }

        if (function.PhysicalFunction is { } physical)
        {
            words.Add($"VF of {physical}");
        }

        if (function.VirtualFunctions is { Total: > 0 } virtuals)
        {
            words.Add($"{virtuals.Enabled} of {virtuals.Total} VFs");
        }

        if (function.Ats is { } ats)
        {
            words.Add($"ATS {ats.InvalidateQueueDepth}{Granted(ats.Granted)}");
        }

        if (function.Pasid is { } pasid)
        {
            words.Add($"PASID {pasid.WidthBits}{Granted(pasid.Granted)}");
        }

        if (function.Pri is { } pri)
        {
            words.Add($"PRI {pri.Capacity}{Granted(pri.Granted)}");
        }

        return string.Join(", ", words);
    }

    private static string Many(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Granted(bool granted) => granted ? "+" : "";

    private static void Counts(WrappedText text, TopologySummary summary)
    {
        text.Line(
            "",
            "  ",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.Source.Name}: {Many(summary.Functions, "function")}, {Many(summary.Groups, "group")} (largest {summary.LargestGroup}), {Many(summary.Iommus.Count, "IOMMU")}, {Many(summary.NumaNodes, "NUMA node")}"
            )
        );
        text.Line(
            "",
            "  ",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.WithoutGroup} in no group, {Many(summary.VirtualFunctions, "virtual function")}; with ATS {summary.WithAts}, PASID {summary.WithPasid}, PRI {summary.WithPri}"
            )
        );
    }

    private static void Iommus(WrappedText text, TopologyFile file, TopologySummary summary)
    {
        foreach (var iommu in summary.Iommus)
        {
            var assumed = iommu.Iommu.Assumed ? ", assumed" : "";
            var set = iommu.Iommu.Settings is { } settings ? "; set: " + settings.Words() : "";
            var abilities = iommu.Iommu.Abilities.Count > 0 ? "; " + string.Join(", ", iommu.Iommu.Abilities) : "";
            text.Line(
                "",
                "  ",
                $"IOMMU {iommu.Iommu.Name}: {iommu.Iommu.Kind.Name()}, {Many(iommu.Functions, "function")}, {Many(iommu.Groups, "group")}{assumed}{abilities}{set}"
            );
        }

        foreach (var split in file.Splits)
        {
            var parts = summary.Iommus.Where(i => i.Iommu.SplitFrom == split.Iommu).Select(i => i.Iommu.Name);
            text.Line(
                "",
                "  ",
                $"{split.Iommu} split per {(split.Per == SplitRule.RootBus ? "root bus" : "NUMA node")}: {string.Join(", ", parts)}"
            );
        }
    }

    private static void Nodes(WrappedText text, IReadOnlyList<TopologyNode> nodes, string indent, (uint Segment, byte Bus) bus)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var (function, below) = nodes[i];
            var last = i == nodes.Count - 1;
            var rail = indent + (last ? "  " : "| ");
            var next = rail + (below.Count > 0 ? "| " : "  ");
            text.Line(
                $"{indent}{(last ? "\\-" : "+-")}{Place(function, bus)}  ",
                next + "    ",
                $"{Title(function)}  {WrappedText.Tied($"{{{Badges(function)}}}")}"
            );
            Nodes(text, below, rail, bus);
        }
    }

    private static string Place(PciFunction function, (uint Segment, byte Bus) bus)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{function.Bdf.Device:x2}.{function.Bdf.Function:x}");
        if (function.Bdf.Bus != bus.Bus || function.Bdf.Segment != bus.Segment)
        {
            place = string.Create(CultureInfo.InvariantCulture, $"{function.Bdf.Bus:x2}:{place}");
        }

        return function.Buses is not { Secondary: > 0 } buses ? place
            : buses.Secondary == buses.Subordinate ? string.Create(CultureInfo.InvariantCulture, $"{place}-[{buses.Secondary:x2}]")
            : string.Create(CultureInfo.InvariantCulture, $"{place}-[{buses.Secondary:x2}-{buses.Subordinate:x2}]");
    }

    private static string Title(PciFunction function)
    {
        var name =
            function.Name.Length > 0 ? function.Name
            : function is { Vendor: { } vendor, Device: { } device }
                ? string.Create(CultureInfo.InvariantCulture, $"{vendor:x4}:{device:x4}")
            : "";
        var kind =
            function.ClassName.Length > 0 ? function.ClassName
            : function.Class is { } code ? string.Create(CultureInfo.InvariantCulture, $"class {code >> 8:x4}")
            : "";
        return kind.Length == 0 ? name
            : name.Length == 0 ? kind
            : $"{kind}: {name}";
    }
}
