using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>Reads topology files (docs/topology.md has the format, <see cref="TopologyShapes"/> the shape).</summary>
/// <param name="path">The file's name, for messages.</param>
internal sealed class TopologyFileReader(string path)
{
    /// <summary>Reads a file.</summary>
    /// <param name="root">The file's document.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="InputException">Something in it is wrong.</exception>
    public static TopologyFile Read(YamlNode root, string path)
    {
        if (root is not YamlMapping file || file.Find("format") is null)
        {
            throw new InputException(path, root.Place.Line, root.Place.Column, "this is no topology file", TopologyFile.Expected);
        }

        new ShapeCheck(path).Check(file, TopologyShapes.Root);
        return new TopologyFileReader(path).ReadFile(file);
    }

    private TopologyFile ReadFile(YamlMapping file)
    {
        var iommus = Distinct(file, "iommus", "an IOMMU", ReadIommu, static iommu => iommu.Name, StringComparer.Ordinal);
        var nodes = Distinct(file, "numa", "a NUMA node", ReadNode, static node => node.Node, Comparer<int>.Default);
        var groups = Distinct(file, "groups", "a group", ReadGroup, static group => group.Id, Comparer<int>.Default);
        var functions = Distinct(file, "functions", "a function", ReadFunction, static function => function.Bdf, Comparer<Bdf>.Default);
        var topology = new Topology(functions, groups, iommus, nodes);
        foreach (var (function, node) in functions.Zip(Mappings(file, "functions")))
        {
            CheckNames(topology, function, node);
        }

        var source = file.MappingOf("source")!;
        return new TopologyFile
        {
            Path = path,
            Source = new(source.RequiredText("kind"), source.RequiredText("name")),
            Imported = topology,
            Splits = [.. Mappings(file, "splits").Select(ReadSplit)],
            Grants = [.. Mappings(file, "grants").Select(ReadGrant)],
            Settings = [.. Mappings(file, "settings").Select(ReadSettings)],
        };
    }

    private List<T> Distinct<T, TKey>(
        YamlMapping file,
        string list,
        string what,
        Func<YamlMapping, T> read,
        Func<T, TKey> key,
        IComparer<TKey> comparer
    )
    {
        var seen = new SortedSet<TKey>(comparer);
        var values = new List<T>();
        foreach (var node in Mappings(file, list))
        {
            var value = read(node);
            if (!seen.Add(key(value)))
            {
                throw Wrong(node, $"{what} '{key(value)}' occurs twice", "each once");
            }

            values.Add(value);
        }

        return values;
    }

    private static IEnumerable<YamlMapping> Mappings(YamlMapping owner, string list) => owner.ItemsOf(list).Cast<YamlMapping>();

    private static MachineIommu ReadIommu(YamlMapping node) =>
        new()
        {
            Name = node.RequiredText("name"),
            Kind = IommuArchitectures.TryParse(node.RequiredText("kind"), out var kind) ? kind : default,
            Assumed = node.FlagOf("assumed") ?? false,
            Attributes =
            [
                .. (node.MappingOf("attributes")?.Entries ?? [])
                    .Select(static entry => (entry.Key.Text, ((YamlScalar)entry.Value).Text))
                    .OrderBy(static attribute => attribute.Item1, StringComparer.Ordinal),
            ],
            Others = node.TextsOf("others"),
        };

    private static NumaNode ReadNode(YamlMapping node) =>
        new(
            (int)node.NumberOf("node")!,
            node.TextOf("cpus") ?? "",
            [.. node.TextsOf("distances").Select(static text => (int)NumberOf(text))]
        );

    private IommuGroup ReadGroup(YamlMapping node) =>
        new()
        {
            Id = (int)node.NumberOf("id")!,
            Type = node.TextOf("type"),
            Reserved = [.. Mappings(node, "reserved").Select(ReadRegion)],
            Others = node.TextsOf("others"),
        };

    private ReservedRegion ReadRegion(YamlMapping node)
    {
        var region = new ReservedRegion(
            NumberOf(node.RequiredText("start")),
            NumberOf(node.RequiredText("end")),
            node.RequiredText("type")
        );
        return region.Start <= region.End ? region : throw WrongValue(node, "end", "an address not below 'start'");
    }

    private static ulong NumberOf(string text) => ShapeCheck.TryNumber(text, true, out var number) ? number : 0;

    private static uint Hex(string digits) => uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static PciFunction ReadFunction(YamlMapping node)
    {
        var id = node.TextOf("id")?.Split(':');
        return new()
        {
            Bdf = Bdf.Parse(node.RequiredText("bdf")),
            Vendor = id is null ? null : (ushort)Hex(id[0]),
            Device = id is null ? null : (ushort)Hex(id[1]),
            Class = node.TextOf("class") is { } code ? Hex(code) : null,
            ClassName = node.TextOf("className") ?? "",
            Name = node.TextOf("name") ?? "",
            Driver = node.TextOf("driver"),
            NumaNode = (int?)node.NumberOf("numa"),
            Group = (int?)node.NumberOf("group"),
            Iommu = node.TextOf("iommu"),
            Parent = AddressOf(node, "parent"),
            Buses = node.TextOf("buses") is { } buses ? new((byte)Hex(buses[..2]), (byte)Hex(buses[3..])) : null,
            PhysicalFunction = AddressOf(node, "physicalFunction"),
            VirtualFunctions = node.MappingOf("virtualFunctions") is { } virtuals
                ? new((int)virtuals.NumberOf("enabled")!, (int)virtuals.NumberOf("total")!)
                : null,
            Ats = ReadAts(node, isGranted: false),
            Pasid = ReadPasid(node, isGranted: false),
            Pri = ReadPri(node, isGranted: false),
        };
    }

    private static Bdf? AddressOf(YamlMapping node, string key) => node.TextOf(key) is { } text ? Bdf.Parse(text) : null;

    private static AtsCapability? ReadAts(YamlMapping owner, bool isGranted) =>
        owner.MappingOf("ats") is { } ats
            ? new(
                (int)(ats.NumberOf("queueDepth") ?? Grant.DefaultAtsDepth),
                (int)(ats.NumberOf("smallestTranslationUnit") ?? 0),
                ats.FlagOf("enabled") ?? false,
                isGranted
            )
            : null;

    private static PasidCapability? ReadPasid(YamlMapping owner, bool isGranted) =>
        owner.MappingOf("pasid") is { } pasid
            ? new(
                (int)pasid.NumberOf("width")!,
                pasid.FlagOf("execute") ?? false,
                pasid.FlagOf("privileged") ?? false,
                pasid.FlagOf("enabled") ?? false,
                isGranted
            )
            : null;

    private static PriCapability? ReadPri(YamlMapping owner, bool isGranted) =>
        owner.MappingOf("pri") is { } pri
            ? new((uint)pri.NumberOf("capacity")!, (uint)(pri.NumberOf("allocation") ?? 0), pri.FlagOf("enabled") ?? false, isGranted)
            : null;

    private static IommuSplit ReadSplit(YamlMapping node) =>
        new()
        {
            Iommu = node.RequiredText("iommu"),
            Per = IommuSplit.TryRule(node.RequiredText("per"), out var rule) ? rule : default,
            Place = new(node.Place.Line, node.Place.Column),
        };

    private static Grant ReadGrant(YamlMapping node)
    {
        var (key, value) = node.MappingOf("to")!.Entries[0];
        return new()
        {
            To = FunctionSelector.TryMake(key.Text, key.Text == "endpoints" ? "" : ((YamlScalar)value).Text, out var selector)
                ? selector
                : throw new InvalidOperationException($"the shape lets '{key.Text}' pass"),
            Ats = ReadAts(node, isGranted: true),
            Pasid = ReadPasid(node, isGranted: true),
            Pri = ReadPri(node, isGranted: true),
            Place = new(node.Place.Line, node.Place.Column),
        };
    }

    private static IommuSettings ReadSettings(YamlMapping node) =>
        new()
        {
            Iommu = node.RequiredText("iommu"),
            PasidWidth = (int?)node.NumberOf("pasidWidth"),
            PageRequestQueue = (int?)node.NumberOf("pageRequestQueue"),
            IotlbEntries = (int?)node.NumberOf("iotlbEntries"),
            RangeCommands = node.FlagOf("rangeCommands"),
            Ecs = node.FlagOf("ecs"),
            Ops = OpsOf(node, "ops") ?? (OpsOf(node, "missingOps") is { } missing ? IommuOps.All & ~missing : null),
            Place = new(node.Place.Line, node.Place.Column),
        };

    private static IommuOps? OpsOf(YamlMapping node, string key) =>
        node.Find(key) is null or YamlScalar { IsNull: true } || !IommuSettings.TryOps(node.TextsOf(key), out var ops) ? null : ops;

    private InputException Wrong(YamlNode at, Complaint problem, string expected) =>
        new(path, at.Place.Line, at.Place.Column, problem, expected);

    private InputException WrongValue(YamlMapping node, string key, string expected) =>
        Wrong(node.Find(key)!, $"'{key}' is '{node.TextOf(key)!}'", expected);

    private void CheckNames(Topology topology, PciFunction function, YamlMapping node)
    {
        if (function.Group is { } group && topology.FindGroup(group) is null)
        {
            throw WrongValue(node, "group", "the id of one of 'groups'");
        }

        if (function.Iommu is { } iommu && topology.FindIommu(iommu) is null)
        {
            throw WrongValue(node, "iommu", "the name of one of 'iommus'");
        }

        if (function.NumaNode is { } numa && topology.NumaNodes.Count > 0 && !topology.NumaNodes.Any(n => n.Node == numa))
        {
            throw WrongValue(node, "numa", "the number of one of 'numa'");
        }

        if (
            function.PhysicalFunction is { } physical
            && (physical == function.Bdf || topology.Find(physical) is not { PhysicalFunction: null })
        )
        {
            throw WrongValue(node, "physicalFunction", "the address of one of 'functions' that is no virtual function itself");
        }

        if (function.Parent is { } parent)
        {
            CheckParent(topology, function, parent, node);
        }
    }

    private void CheckParent(Topology topology, PciFunction function, Bdf parent, YamlMapping node)
    {
        if (topology.Find(parent) is not { } above)
        {
            throw WrongValue(node, "parent", "the address of one of 'functions'");
        }

        for (var steps = 0; above is not null; steps++)
        {
            if (above.Bdf == function.Bdf || steps > topology.Functions.Count)
            {
                throw WrongValue(node, "parent", "a bridge that is not below the function itself");
            }

            above = above.Parent is { } next ? topology.Find(next) : null;
        }
    }
}
