using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Quoting;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Reading;

namespace SvaOrleans.Scenarios.Hosts;

/// <summary>Reads a host that is an imported machine.</summary>
internal sealed class TopologyHostReader(string file, string folder, string label, string host, string generation, HostSettings settings)
{
    /// <summary>Reads it.</summary>
    /// <param name="node">The host's mapping.</param>
    public HostPlan Read(YamlMapping node)
    {
        var path = (YamlScalar)node.Find("topology")!;
        var opened = At(path, () => TopologyPath.Open(Path.IsPathRooted(path.Text) ? path.Text : Path.Combine(folder, path.Text)));
        var wanted = opened with
        {
            Splits = [.. opened.Splits, .. Texts(node, "splits").Select(text => At(text, () => IommuSplit.Parse(text.Text)))],
            Grants = [.. opened.Grants, .. Texts(node, "grants").Select(text => At(text, () => Grant.Parse(text.Text)))],
            Settings =
            [
                .. opened.Settings,
                .. Texts(node, "iommu_settings").Select(text => At(text, () => IommuSettings.Parse(text.Text))),
            ],
        };
        var directive = Texts(node, "splits").Concat(Texts(node, "grants")).Concat(Texts(node, "iommu_settings")).FirstOrDefault() ?? path;
        var topology = At(directive, wanted.Apply);
        var spec = TopologyHost.Make(
            topology,
            host,
            generation,
            settings,
            Groups(node, topology),
            Texts(node, "domains").Select(static text => text.Text)
        );
        return new(spec with { Devices = [.. Override(node, spec)] }, Aliases(node, topology)) { Label = label };
    }

    private static IEnumerable<YamlScalar> Texts(YamlMapping node, string key) =>
        node.Find(key) is YamlSequence list ? list.Items.Cast<YamlScalar>() : [];

    // An importer's error keeps its line of the topology; one without a line gets the place in the scenario.
    private T At<T>(YamlScalar place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException e) when (e.Line == 0)
        {
            throw new InputException(file, place.Place.Line, place.Place.Column, $"{e.File}: {e.Problem}", e.Expected, e);
        }
    }

    private SortedDictionary<string, string> Groups(YamlMapping node, Topology topology)
    {
        var groups = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in (node.Find("groups") as YamlMapping)?.Entries ?? [])
        {
            if (!topology.Groups.Any(group => FormattableString.Invariant($"{group.Id}") == entry.Key.Text))
            {
                throw Wrong(entry.Key, $"the topology has no group {entry.Key.Text}", "the number of one of its groups");
            }

            groups.Add(entry.Key.Text, ((YamlScalar)entry.Value).Text);
        }

        return groups;
    }

    private IEnumerable<DeviceSpec> Override(YamlMapping node, HostSpec spec)
    {
        var overrides = new SortedDictionary<Bdf, YamlNode>();
        foreach (var entry in (node.Find("overrides") as YamlMapping)?.Entries ?? [])
        {
            overrides[Function(entry.Key, spec.Devices.Select(static device => device.Function))] = entry.Value;
        }

        return spec.Devices.Select(device =>
            overrides.TryGetValue(device.Function, out var wanted)
                ? CapabilityReader.Apply(CapabilityReader.Reader(file, host, wanted), device, Width(spec, device))
                : device
        );
    }

    private static int Width(HostSpec spec, DeviceSpec device) =>
        spec.Iommus.FirstOrDefault(iommu => iommu.Name == device.Iommu)?.PasidWidthBits ?? 0;

    private SortedDictionary<string, Bdf> Aliases(YamlMapping node, Topology topology)
    {
        var aliases = new SortedDictionary<string, Bdf>(StringComparer.Ordinal);
        foreach (var entry in (node.Find("names") as YamlMapping)?.Entries ?? [])
        {
            aliases.Add(entry.Key.Text, Function((YamlScalar)entry.Value, topology.Functions.Select(static function => function.Bdf)));
        }

        return aliases;
    }

    private Bdf Function(YamlScalar text, IEnumerable<Bdf> known) =>
        Bdf.TryParse(text.Text, out var function) && known.Contains(function)
            ? function
            : throw Wrong(
                text,
                $"the topology has no function {text.Text}",
                "the address of one of its functions, such as " + known.FirstOrDefault()
            );

    private InputException Wrong(YamlNode at, Complaint problem, string expected) =>
        new(file, at.Place.Line, at.Place.Column, problem, expected);
}
