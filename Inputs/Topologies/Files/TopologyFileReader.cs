using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>Reads topology files (docs/topology.md has the format).</summary>
internal static class TopologyFileReader
{
    private const string AddressExpected = "a PCI address such as \"0000:43:00.0\"";

    /// <summary>Reads a file.</summary>
    /// <param name="root">The file's document.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="InputException">Something in it is wrong.</exception>
    public static TopologyFile Read(YamlNode root, string path)
    {
        if (root is not YamlMapping map || !map.Entries.Any(e => e.Key.Text == "format"))
        {
            throw new InputException(path, root.Place.Line, root.Place.Column, "this is no topology file", TopologyFile.Expected);
        }

        var fields = new YamlFields(
            path,
            root,
            "the file",
            "format",
            "source",
            "splits",
            "grants",
            "settings",
            "functions",
            "groups",
            "numa",
            "iommus"
        );
        if (fields.Text("format") != TopologyFile.Format)
        {
            throw fields.WrongValue("format", TopologyFile.Format);
        }

        var source = new YamlFields(path, fields.Required("source", "{kind: ..., name: ...}"), "source", "kind", "name");
        foreach (var part in (string[])["functions", "groups", "numa", "iommus"])
        {
            fields.Required(part, "a list, [] for an empty one");
        }

        var iommus = Distinct(path, fields.Items("iommus"), "an IOMMU", ReadIommu, i => i.Name, StringComparer.Ordinal);
        var nodes = Distinct(path, fields.Items("numa"), "a NUMA node", ReadNode, n => n.Node, Comparer<int>.Default);
        var groups = Distinct(path, fields.Items("groups"), "a group", ReadGroup, g => g.Id, Comparer<int>.Default);
        var functions = Distinct(path, fields.Items("functions"), "a function", ReadFunction, f => f.Bdf, Comparer<Bdf>.Default);
        var topology = new Topology(
            functions.Select(f => f.Value),
            groups.Select(g => g.Value),
            iommus.Select(i => i.Value),
            nodes.Select(n => n.Value)
        );
        foreach (var (function, node) in functions)
        {
            CheckNames(topology, function, node);
        }

        return new TopologyFile
        {
            Path = path,
            Source = new(source.Text("kind"), source.Text("name")),
            Imported = topology,
            Splits = [.. fields.Items("splits").Select(node => ReadSplit(path, node))],
            Grants = [.. fields.Items("grants").Select(node => ReadGrant(path, node))],
            Settings = [.. fields.Items("settings").Select(node => SettingsFields.Read(path, node))],
        };
    }

    private static List<(T Value, YamlFields Fields)> Distinct<T, TKey>(
        string path,
        IReadOnlyList<YamlNode> nodes,
        string what,
        Func<string, YamlNode, (T, YamlFields)> read,
        Func<T, TKey> key,
        IComparer<TKey> comparer
    )
    {
        var seen = new SortedSet<TKey>(comparer);
        var list = new List<(T, YamlFields)>();
        foreach (var node in nodes)
        {
            var (value, fields) = read(path, node);
            if (!seen.Add(key(value)))
            {
                throw fields.Wrong(node, $"{what} '{key(value)}' occurs twice", "each once");
            }

            list.Add((value, fields));
        }

        return list;
    }

    private static (Iommu, YamlFields) ReadIommu(string path, YamlNode node)
    {
        var fields = new YamlFields(path, node, "an IOMMU", "name", "kind", "assumed", "attributes", "others");
        return (
            new Iommu
            {
                Name = fields.Text("name"),
                Kind = IommuKinds.TryParse(fields.Text("kind", IommuKinds.All), out var kind)
                    ? kind
                    : throw fields.WrongValue("kind", IommuKinds.All),
                Assumed = fields.Flag("assumed", otherwise: false),
                Attributes = fields.Optional("attributes") switch
                {
                    null => [],
                    YamlMapping map =>
                    [
                        .. map
                            .Entries.Select(e => (e.Key.Text, ReadText(fields, e.Key.Text, e.Value)))
                            .OrderBy(a => a.Text, StringComparer.Ordinal),
                    ],
                    _ => throw fields.WrongValue("attributes", "names with values"),
                },
                Others = ReadTexts(fields, "others"),
            },
            fields
        );
    }

    private static (NumaNode, YamlFields) ReadNode(string path, YamlNode node)
    {
        var fields = new YamlFields(path, node, "a NUMA node", "node", "cpus", "distances");
        var distances = new List<int>();
        foreach (var item in fields.Items("distances"))
        {
            if (
                item is not YamlScalar scalar
                || !int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var distance)
            )
            {
                throw fields.Wrong(item, "a distance is no number", "whole numbers such as [10, 20]");
            }

            distances.Add(distance);
        }

        return (new NumaNode((int)fields.Number("node", 0, 1 << 20), fields.TextOrNull("cpus") ?? "", distances), fields);
    }

    private static (IommuGroup, YamlFields) ReadGroup(string path, YamlNode node)
    {
        var fields = new YamlFields(path, node, "a group", "id", "type", "reserved", "others");
        return (
            new IommuGroup
            {
                Id = (int)fields.Number("id", 0, int.MaxValue),
                Type = fields.TextOrNull("type"),
                Reserved = [.. fields.Items("reserved").Select(item => ReadRegion(path, item))],
                Others = ReadTexts(fields, "others"),
            },
            fields
        );
    }

    private static ReservedRegion ReadRegion(string path, YamlNode node)
    {
        var fields = new YamlFields(path, node, "a reserved region", "start", "end", "type");
        var region = new ReservedRegion(ReadHex(fields, "start"), ReadHex(fields, "end"), fields.Text("type"));
        return region.Start <= region.End ? region : throw fields.WrongValue("end", "an address not below 'start'");
    }

    private static ulong ReadHex(YamlFields fields, string key)
    {
        const string expected = "an address such as 0xfee00000";
        var text = fields.Text(key, expected);
        return
            text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw fields.WrongValue(key, expected);
    }

    private static (PciFunction, YamlFields) ReadFunction(string path, YamlNode node)
    {
        var fields = new YamlFields(
            path,
            node,
            "a function",
            "bdf",
            "id",
            "class",
            "className",
            "name",
            "driver",
            "numa",
            "group",
            "iommu",
            "parent",
            "buses",
            "physicalFunction",
            "virtualFunctions",
            "ats",
            "pasid",
            "pri"
        );
        var (vendor, device) = ReadIds(fields);
        return (
            new PciFunction
            {
                Bdf = ReadAddress(fields, "bdf") ?? throw fields.WrongValue("bdf", AddressExpected),
                Vendor = vendor,
                Device = device,
                Class = ReadClass(fields),
                ClassName = fields.TextOrNull("className") ?? "",
                Name = fields.TextOrNull("name") ?? "",
                Driver = fields.TextOrNull("driver"),
                NumaNode = (int?)fields.NumberOrNull("numa", 0, 1 << 20),
                Group = (int?)fields.NumberOrNull("group", 0, int.MaxValue),
                Iommu = fields.TextOrNull("iommu"),
                Parent = ReadAddress(fields, "parent"),
                Buses = ReadBuses(fields),
                PhysicalFunction = ReadAddress(fields, "physicalFunction"),
                VirtualFunctions = ReadVirtualFunctions(path, fields),
                Ats = ReadAts(path, fields, granted: false),
                Pasid = ReadPasid(path, fields, granted: false),
                Pri = ReadPri(path, fields, granted: false),
            },
            fields
        );
    }

    private static Bdf? ReadAddress(YamlFields fields, string key) =>
        fields.TextOrNull(key, AddressExpected) switch
        {
            null => null,
            { } text => Bdf.TryParse(text, out var bdf) ? bdf : throw fields.WrongValue(key, AddressExpected),
        };

    private static (ushort? Vendor, ushort? Device) ReadIds(YamlFields fields)
    {
        const string expected = "vendor and device such as \"8086:10c9\"";
        var text = fields.TextOrNull("id", expected);
        if (text is null)
        {
            return (null, null);
        }

        return
            text.Length == 9
            && text[4] == ':'
            && ushort.TryParse(text.AsSpan(0, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var vendor)
            && ushort.TryParse(text.AsSpan(5), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var device)
            ? (vendor, device)
            : throw fields.WrongValue("id", expected);
    }

    private static uint? ReadClass(YamlFields fields)
    {
        const string expected = "six hexadecimal digits such as \"020000\"";
        var text = fields.TextOrNull("class", expected);
        if (text is null)
        {
            return null;
        }

        return text.Length == 6 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? code
            : throw fields.WrongValue("class", expected);
    }

    private static BridgeBuses? ReadBuses(YamlFields fields)
    {
        const string expected = "the first and the last bus below, such as \"01-06\"";
        var text = fields.TextOrNull("buses", expected);
        if (text is null)
        {
            return null;
        }

        return
            text.Length == 5
            && text[2] == '-'
            && byte.TryParse(text.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var secondary)
            && byte.TryParse(text.AsSpan(3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var subordinate)
            ? new(secondary, subordinate)
            : throw fields.WrongValue("buses", expected);
    }

    private static VirtualFunctions? ReadVirtualFunctions(string path, YamlFields function)
    {
        if (function.Optional("virtualFunctions") is not { } node)
        {
            return null;
        }

        var fields = new YamlFields(path, node, "virtualFunctions", "enabled", "total");
        return new((int)fields.Number("enabled", 0, 65535), (int)fields.Number("total", 0, 65535));
    }

    private static AtsCapability? ReadAts(string path, YamlFields owner, bool granted)
    {
        if (owner.Optional("ats") is not { } node)
        {
            return null;
        }

        var fields = new YamlFields(path, node, "ats", "queueDepth", "smallestTranslationUnit", "enabled");
        return new(
            (int)(fields.NumberOrNull("queueDepth", 1, 32) ?? Grant.DefaultAtsDepth),
            (int)(fields.NumberOrNull("smallestTranslationUnit", 0, 31) ?? 0),
            fields.Flag("enabled", otherwise: false),
            granted
        );
    }

    private static PasidCapability? ReadPasid(string path, YamlFields owner, bool granted)
    {
        if (owner.Optional("pasid") is not { } node)
        {
            return null;
        }

        var fields = new YamlFields(path, node, "pasid", "width", "execute", "privileged", "enabled");
        return new(
            (int)fields.Number("width", 1, Pasid.WidthMaxBits),
            fields.Flag("execute", otherwise: false),
            fields.Flag("privileged", otherwise: false),
            fields.Flag("enabled", otherwise: false),
            granted
        );
    }

    private static PriCapability? ReadPri(string path, YamlFields owner, bool granted)
    {
        if (owner.Optional("pri") is not { } node)
        {
            return null;
        }

        var fields = new YamlFields(path, node, "pri", "capacity", "allocation", "enabled");
        return new(
            (uint)fields.Number("capacity", 0, uint.MaxValue),
            (uint)(fields.NumberOrNull("allocation", 0, uint.MaxValue) ?? 0),
            fields.Flag("enabled", otherwise: false),
            granted
        );
    }

    private static string ReadText(YamlFields fields, string key, YamlNode value) =>
        value is YamlScalar scalar ? scalar.Text : throw fields.Wrong(value, $"'{key}' is {value.Describe}", "a text");

    private static List<string> ReadTexts(YamlFields fields, string key)
    {
        var texts = new List<string>();
        foreach (var item in fields.Items(key))
        {
            texts.Add(
                item is YamlScalar scalar ? scalar.Text : throw fields.Wrong(item, $"'{key}' holds {item.Describe}", "a list of names")
            );
        }

        return texts;
    }

    private static IommuSplit ReadSplit(string path, YamlNode node)
    {
        var fields = new YamlFields(path, node, "a split", "iommu", "per");
        return new IommuSplit
        {
            Iommu = fields.Text("iommu"),
            Per = IommuSplit.TryRule(fields.Text("per", "root-bus or numa-node"), out var rule)
                ? rule
                : throw fields.WrongValue("per", "root-bus or numa-node"),
            Place = new(node.Place.Line, node.Place.Column),
        };
    }

    private static Grant ReadGrant(string path, YamlNode node)
    {
        var fields = new YamlFields(path, node, "a grant", "to", "ats", "pasid", "pri");
        const string expected = "{endpoints: true}, {class: \"0200\"}, {id: \"8086:10ca\"} or {bdf: \"0000:43:10.*\"}";
        var to = fields.Required("to", expected);
        if (
            to is not YamlMapping { Entries: [(var key, YamlScalar value)] }
            || !FunctionSelector.TryMake(key.Text, key.Text == "endpoints" ? "" : value.Text, out var selector)
            || (key.Text == "endpoints" && value.Text != "true")
        )
        {
            throw fields.Wrong(to, "'to' does not say which functions", expected);
        }

        var grant = new Grant
        {
            To = selector,
            Ats = ReadAts(path, fields, granted: true),
            Pasid = ReadPasid(path, fields, granted: true),
            Pri = ReadPri(path, fields, granted: true),
            Place = new(node.Place.Line, node.Place.Column),
        };
        return grant.Ats is null && grant.Pasid is null && grant.Pri is null
            ? throw fields.Wrong(node, "the grant gives nothing", "one or more of ats, pasid, pri")
            : grant;
    }

    private static void CheckNames(Topology topology, PciFunction function, YamlFields fields)
    {
        if (function.Group is { } group && topology.FindGroup(group) is null)
        {
            throw fields.WrongValue("group", "the id of one of 'groups'");
        }

        if (function.Iommu is { } iommu && topology.FindIommu(iommu) is null)
        {
            throw fields.WrongValue("iommu", "the name of one of 'iommus'");
        }

        if (function.NumaNode is { } node && topology.NumaNodes.Count > 0 && !topology.NumaNodes.Any(n => n.Node == node))
        {
            throw fields.WrongValue("numa", "the number of one of 'numa'");
        }

        if (
            function.PhysicalFunction is { } physical
            && (physical == function.Bdf || topology.Find(physical) is not { PhysicalFunction: null })
        )
        {
            throw fields.WrongValue("physicalFunction", "the address of one of 'functions' that is no virtual function itself");
        }

        if (function.Parent is { } parent)
        {
            CheckParent(topology, function, parent, fields);
        }
    }

    private static void CheckParent(Topology topology, PciFunction function, Bdf parent, YamlFields fields)
    {
        if (topology.Find(parent) is not { } above)
        {
            throw fields.WrongValue("parent", "the address of one of 'functions'");
        }

        for (var steps = 0; above is not null; steps++)
        {
            if (above.Bdf == function.Bdf || steps > topology.Functions.Count)
            {
                throw fields.WrongValue("parent", "a bridge that is not below the function itself");
            }

            above = above.Parent is { } next ? topology.Find(next) : null;
        }
    }
}
