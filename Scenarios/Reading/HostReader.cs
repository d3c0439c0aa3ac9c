using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Quoting;
using SvaOrleans.Scenarios.Operations;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Reading;

/// <summary>Reads a host that is written out in the file.</summary>
internal sealed class HostReader(string file, string label, string host, string generation, HostSettings settings)
{
    private readonly List<IommuSpec> _iommus = [];
    private readonly SortedSet<string> _domains = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _domainOfGroup = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, YamlNode> _firstOfGroup = new(StringComparer.Ordinal);
    private bool _areDomainsDeclared;

    /// <summary>Reads it.</summary>
    /// <param name="node">The host's mapping.</param>
    public HostPlan Read(YamlMapping node)
    {
        ReadIommus(node.Find("iommus") as YamlMapping);
        ReadDomains(node);
        var specs = new List<DeviceSpec>();
        var aliases = new SortedDictionary<string, Bdf>(StringComparer.Ordinal);
        var places = new SortedDictionary<Bdf, YamlNode>();
        foreach (var entry in ((YamlMapping)node.Find("devices")!).Entries)
        {
            var spec = ReadDevice(entry, aliases);
            if (!places.TryAdd(spec.Function, entry.Key))
            {
                throw Wrong(entry.Key, $"there is another device with address {spec.Function}", "each address once");
            }

            specs.Add(spec);
        }

        specs.Sort(static (left, right) => left.Function.CompareTo(right.Function));
        var sizes = specs
            .Where(static spec => spec.Group is not null)
            .GroupBy(static spec => spec.Group!, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Count());
        return new(
            new(
                host,
                generation,
                settings,
                [.. _iommus],
                [.. _domains.Select(domain => new DomainSpec(Object(ObjectKind.Domain, domain)))],
                [.. specs.Select(spec => spec.Group is null ? spec : spec with { GroupSize = sizes[spec.Group] })]
            ),
            aliases
        )
        {
            Label = label,
        };
    }

    private void ReadIommus(YamlMapping? node)
    {
        foreach (var entry in node?.Entries ?? [])
        {
            _iommus.Add(ReadIommu(entry));
        }
    }

    private IommuSpec ReadIommu(YamlEntry entry)
    {
        var at = Arguments(entry.Value);
        var ops =
            at.Has("missing_ops") ? IommuOps.All & ~CapabilityReader.Ops(at.Node("missing_ops")!)
            : at.Has("ops") ? CapabilityReader.Ops(at.Node("ops")!)
            : IommuOps.All;
        return new(
            Object(ObjectKind.Iommu, entry.Key.Text),
            CapabilityReader.Kind(at.Word("kind")),
            (int)at.Number("pasid_width", 20),
            ops,
            !at.Has("range_commands") || at.Flag("range_commands"),
            (int)at.Number("iotlb_entries", 2048),
            (int)at.Number("page_request_queue", 512),
            at.Flag("ecs")
        );
    }

    private void ReadDomains(YamlMapping node)
    {
        if (node.Find("domains") is YamlSequence list)
        {
            _areDomainsDeclared = true;
            foreach (var item in list.Items.Cast<YamlScalar>())
            {
                if (!_domains.Add(item.Text))
                {
                    throw Wrong(item, $"domain '{item.Text}' stands here twice", "each domain once");
                }
            }
        }

        if (node.Find("groups") is YamlMapping groups)
        {
            foreach (var entry in groups.Entries)
            {
                _domainOfGroup[entry.Key.Text] = Declared((YamlScalar)entry.Value);
            }
        }
    }

    private DeviceSpec ReadDevice(YamlEntry entry, SortedDictionary<string, Bdf> aliases)
    {
        var at = entry.Value is YamlScalar { IsNull: true } ? Arguments(new YamlMapping(entry.Value.Place, [])) : Arguments(entry.Value);
        var isAddress = Bdf.TryParse(entry.Key.Text, out var function);
        if (at.Has("bdf"))
        {
            if (isAddress)
            {
                throw at.Wrong("bdf", "the key is an address already", "no bdf: here, or a name as the key");
            }

            if (!Bdf.TryParse(at.Word("bdf"), out function))
            {
                throw at.Wrong("bdf", $"'{at.Word("bdf")}' is no PCI address", "an address such as \"0000:00:01.0\"");
            }

            aliases.Add(entry.Key.Text, function);
        }
        else if (!isAddress)
        {
            throw Wrong(entry.Key, $"'{entry.Key.Text}' is no PCI address", "an address such as \"0000:00:01.0\", or bdf: under a name");
        }

        var iommu = ReadDeviceIommu(entry.Key, at);
        var group = ReadDeviceGroup(at, function, iommu is not null);
        var domain = ReadDeviceDomain(entry.Key, at, group);
        var name = Object(ObjectKind.Device, function.ToString());
        var bare = new DeviceSpec(
            name,
            function,
            iommu?.Name ?? default,
            iommu?.Ops ?? IommuOps.None,
            group,
            group is null ? 0 : 1,
            domain is null ? default : Object(ObjectKind.Domain, domain),
            settings.PasidMin,
            Pasid.LargestOfWidth(iommu?.PasidWidthBits ?? 0),
            true,
            CapabilityReader.AtcEntriesDefault,
            CapabilityReader.PageRequestsDefault,
            DriverSpec.Default,
            iommu?.IsExtended ?? false
        );
        return CapabilityReader.Apply(at, bare, iommu?.PasidWidthBits ?? 0);
    }

    // IOMMU drivers create groups: without an IOMMU there is no group.
    private static string? ReadDeviceGroup(ArgumentReader at, Bdf function, bool hasIommu)
    {
        if (!hasIommu)
        {
            return at.Has("group") && at.Word("group") != "none"
                ? throw at.Wrong("group", "a device without IOMMU has no group", "group: none, or an IOMMU")
                : null;
        }

        return at.Has("group")
            ? at.Word("group") is "none"
                ? null
                : at.Word("group")
            : function.ToString();
    }

    private IommuSpec? ReadDeviceIommu(YamlScalar key, ArgumentReader at)
    {
        if (at.Has("iommu"))
        {
            var name = at.Word("iommu");
            return name == "none"
                ? null
                : _iommus.Find(spec => spec.Name.Name == name)
                    ?? throw at.Wrong(
                        "iommu",
                        $"there is no IOMMU '{name}' on host {host}",
                        _iommus.Count == 0
                            ? "none, or one under iommus:"
                            : "one of " + string.Join(", ", _iommus.Select(static spec => spec.Name.Name))
                    );
        }

        return _iommus.Count switch
        {
            0 => null,
            1 => _iommus[0],
            _ => throw Wrong(
                key,
                $"device {key.Text} does not say behind which IOMMU it is",
                "iommu: one of " + string.Join(", ", _iommus.Select(static spec => spec.Name.Name))
            ),
        };
    }

    private string? ReadDeviceDomain(YamlScalar key, ArgumentReader at, string? group)
    {
        var domain = at.Has("domain")
            ? at.Word("domain") == "none"
                ? "none"
                : Declared((YamlScalar)at.Node("domain")!)
            : null;
        if (group is null)
        {
            return domain is null or "none"
                ? null
                : throw at.Wrong("domain", "a device without group is in no domain", "domain: none, or a group");
        }

        if (_domainOfGroup.TryGetValue(group, out var known))
        {
            if (domain is not null && domain != known)
            {
                throw at.Wrong(
                    "domain",
                    $"group {group} is in domain {known}, and a group is in one domain",
                    $"domain: {known}, or another group"
                );
            }

            domain = known;
        }
        else
        {
            domain ??= _firstOfGroup.TryGetValue(group, out _) ? "none" : Own(group);
            _domainOfGroup.Add(group, domain);
        }

        _firstOfGroup.TryAdd(group, key);
        return domain == "none" ? null : domain;
    }

    // A group that says nothing has a domain of its own name, as the kernel makes a default domain for each group.
    private string Own(string group)
    {
        _domains.Add(group);
        return group;
    }

    private string Declared(YamlScalar name)
    {
        if (_areDomainsDeclared && !_domains.Contains(name.Text))
        {
            throw Wrong(name, $"there is no domain '{name.Text}' under domains:", "one of " + string.Join(", ", _domains));
        }

        _domains.Add(name.Text);
        return name.Text;
    }

    private ObjectName Object(ObjectKind kind, string name) => new(host, kind, name);

    private ArgumentReader Arguments(YamlNode node) => CapabilityReader.Reader(file, host, node);

    private InputException Wrong(YamlNode at, Complaint problem, string expected) =>
        new(file, at.Place.Line, at.Place.Column, problem, expected);
}
