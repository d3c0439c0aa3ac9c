using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>Applies splits, grants and settings to an imported host.</summary>
internal static class TopologyDirectives
{
    /// <summary>The host that comes out.</summary>
    /// <param name="file">The host and the directives.</param>
    /// <exception cref="InputException">A directive names what does not exist, or would tear a group apart.</exception>
    public static Topology Apply(TopologyFile file)
    {
        var topology = file.Imported;
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var split in file.Splits)
        {
            if (!done.Add(split.Iommu))
            {
                throw Wrong(file, split.Place, $"'{split.Iommu}' is split twice", "each IOMMU once");
            }

            topology = Split(file, topology, split);
        }

        foreach (var grant in file.Grants)
        {
            topology = Give(file, topology, grant);
        }

        foreach (var settings in file.Settings)
        {
            topology = Set(file, topology, settings);
        }

        return topology;
    }

    private static Topology Split(TopologyFile file, Topology topology, IommuSplit split)
    {
        var whole = topology.FindIommu(split.Iommu);
        if (whole is null || whole.SplitFrom is not null)
        {
            var names = file.Imported.Iommus.Select(i => i.Name).ToList();
            throw Wrong(
                file,
                split.Place,
                $"there is no IOMMU '{split.Iommu}'",
                names.Count == 0 ? "no split, as there are no IOMMUs" : $"one of {string.Join(", ", names)}"
            );
        }

        var partOfGroup = new SortedDictionary<int, (string Part, PciFunction First)>();
        var parts = new SortedSet<string>(StringComparer.Ordinal);
        var functions = new List<PciFunction>();
        foreach (var function in topology.Functions)
        {
            if (function.Iommu != split.Iommu)
            {
                functions.Add(function);
                continue;
            }

            var part = split.PartOf(function, topology);
            if (function.Group is { } group)
            {
                if (!partOfGroup.TryAdd(group, (part, function)) && partOfGroup[group].Part != part)
                {
                    throw Wrong(
                        file,
                        split.Place,
                        $"group {group} would be torn apart: {partOfGroup[group].First.Bdf} goes to {partOfGroup[group].Part}, {function.Bdf} to {part}",
                        "a split that keeps groups together"
                    );
                }
            }

            parts.Add(part);
            functions.Add(function with { Iommu = part });
        }

        if (parts.Count == 0)
        {
            throw Wrong(file, split.Place, $"there is no function behind '{split.Iommu}'", "an IOMMU with functions");
        }

        var iommus = topology.Iommus.SelectMany(i =>
            i != whole
                ? [i]
                : parts.Select(
                    (part, index) =>
                        whole with
                        {
                            Name = part,
                            SplitFrom = whole.Name,
                            SplitBy = split.Per,
                            Others = index == 0 ? whole.Others : [],
                        }
                )
        );
        return new Topology(functions, topology.Groups, iommus, topology.NumaNodes);
    }

    private static Topology Give(TopologyFile file, Topology topology, Grant grant)
    {
        if (!topology.Functions.Any(grant.To.Matches))
        {
            throw Wrong(file, grant.Place, $"no function matches '{grant.To}'", "functions of this host");
        }

        var functions = topology.Functions.Select(f => grant.To.Matches(f) ? grant.ApplyTo(f) : f);
        return new Topology(functions, topology.Groups, topology.Iommus, topology.NumaNodes);
    }

    private static Topology Set(TopologyFile file, Topology topology, IommuSettings settings)
    {
        if (!topology.Iommus.Any(settings.Matches))
        {
            var names = topology.Iommus.Select(static i => i.Name).ToList();
            throw Wrong(
                file,
                settings.Place,
                $"there is no IOMMU '{settings.Iommu}'",
                names.Count == 0 ? "no settings, as there are no IOMMUs" : $"all, or one of {string.Join(", ", names)}"
            );
        }

        if (
            settings.Ecs == true
            && topology.Iommus.FirstOrDefault(i => settings.Matches(i) && i.Kind != IommuArchitecture.IntelVtd) is { } other
        )
        {
            throw Wrong(
                file,
                settings.Place,
                $"IOMMU {other.Name} is of kind {other.Kind.Name()}, which has no extended context mode",
                "ecs=true for intel-vtd"
            );
        }

        var iommus = topology.Iommus.Select(i => settings.Matches(i) ? i with { Settings = settings.Over(i.Settings) } : i);
        return new Topology(topology.Functions, topology.Groups, iommus, topology.NumaNodes);
    }

    private static InputException Wrong(TopologyFile file, DirectivePlace place, Complaint problem, string expected) =>
        new(file.Path.Length == 0 ? file.Source.Name : file.Path, place.Line, place.Column, problem, expected);
}
