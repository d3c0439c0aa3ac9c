using System.Globalization;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>Writes topology files (docs/topology.md has the format).</summary>
internal static class TopologyFileWriter
{
    /// <summary>The file's text.</summary>
    /// <param name="file">What to write.</param>
    public static string Write(TopologyFile file)
    {
        var yaml = new YamlWriter();
        yaml.Flow("format", TopologyFile.Format);
        yaml.Flow("source", $"{{kind: {file.Source.Kind}, name: {YamlWriter.Scalar(file.Source.Name)}}}");
        yaml.Comment("What shall be different from the imported host; the rest of the file need not be edited for that.");
        yaml.List(
            "splits",
            file.Splits,
            split =>
            {
                yaml.Value("iommu", split.Iommu);
                yaml.Value("per", IommuSplit.NameOf(split.Per));
            }
        );
        yaml.List(
            "grants",
            file.Grants,
            grant =>
            {
                yaml.Flow("to", $"{{{grant.To.Key}: {(grant.To.Value.Length == 0 ? "true" : YamlWriter.Scalar(grant.To.Value))}}}");
                WriteCapabilities(yaml, grant.Ats, grant.Pasid, grant.Pri);
            }
        );
        if (file.Settings.Count > 0)
        {
            yaml.List("settings", file.Settings, settings => WriteSettings(yaml, settings));
        }

        yaml.Comment("The host. What functions name comes after them, so that a file that was cut off is noticed.");
        yaml.List("functions", file.Imported.Functions, function => WriteFunction(yaml, function));
        yaml.List("groups", file.Imported.Groups, group => WriteGroup(yaml, group));
        yaml.List(
            "numa",
            file.Imported.NumaNodes,
            node =>
            {
                yaml.Value("node", node.Node);
                yaml.Value("cpus", node.Cpus);
                yaml.Flow("distances", $"[{string.Join(", ", node.Distances)}]");
            }
        );
        yaml.List("iommus", file.Imported.Iommus, iommu => WriteIommu(yaml, iommu));
        return yaml.ToString();
    }

    private static void WriteSettings(YamlWriter yaml, IommuSettings settings)
    {
        yaml.Value("iommu", settings.Iommu);
        WriteNumber(yaml, "pasidWidth", settings.PasidWidth);
        WriteNumber(yaml, "pageRequestQueue", settings.PageRequestQueue);
        WriteNumber(yaml, "iotlbEntries", settings.IotlbEntries);
        if (settings.RangeCommands is { } has)
        {
            yaml.Flow("rangeCommands", Flag(has));
        }

        if (settings.Ecs is { } isExtended)
        {
            yaml.Flow("ecs", Flag(isExtended));
        }

        if (settings.Ops is { } ops)
        {
            yaml.Flow("ops", $"[{string.Join(", ", IommuSettings.NamesOf(ops))}]");
        }
    }

    private static void WriteIommu(YamlWriter yaml, MachineIommu iommu)
    {
        yaml.Value("name", iommu.Name);
        yaml.Value("kind", iommu.Kind.Name());
        if (iommu.Assumed)
        {
            yaml.Flow("assumed", "true");
        }

        if (iommu.Attributes.Count > 0)
        {
            yaml.Map(
                "attributes",
                () =>
                {
                    foreach (var (name, value) in iommu.Attributes)
                    {
                        yaml.Value(YamlWriter.Scalar(name), value);
                    }
                }
            );
        }

        WriteOthers(yaml, iommu.Others);
    }

    private static void WriteGroup(YamlWriter yaml, IommuGroup group)
    {
        yaml.Value("id", group.Id);
        if (group.Type is { } type)
        {
            yaml.Value("type", type);
        }

        if (group.Reserved.Count > 0)
        {
            yaml.List(
                "reserved",
                group.Reserved,
                region =>
                {
                    yaml.Flow("start", string.Create(CultureInfo.InvariantCulture, $"0x{region.Start:x}"));
                    yaml.Flow("end", string.Create(CultureInfo.InvariantCulture, $"0x{region.End:x}"));
                    yaml.Value("type", region.Type);
                }
            );
        }

        WriteOthers(yaml, group.Others);
    }

    private static void WriteOthers(YamlWriter yaml, IReadOnlyList<string> others)
    {
        if (others.Count > 0)
        {
            yaml.Flow("others", $"[{string.Join(", ", others.Select(YamlWriter.Scalar))}]");
        }
    }

    private static void WriteFunction(YamlWriter yaml, PciFunction function)
    {
        yaml.Value("bdf", function.Bdf.ToString());
        if (function is { Vendor: { } vendor, Device: { } device })
        {
            yaml.Value("id", string.Create(CultureInfo.InvariantCulture, $"{vendor:x4}:{device:x4}"));
        }

        if (function.Class is { } code)
        {
            yaml.Value("class", string.Create(CultureInfo.InvariantCulture, $"{code:x6}"));
        }

        WriteText(yaml, "className", function.ClassName);
        WriteText(yaml, "name", function.Name);
        WriteText(yaml, "driver", function.Driver);
        WriteNumber(yaml, "numa", function.NumaNode);
        WriteNumber(yaml, "group", function.Group);
        WriteText(yaml, "iommu", function.Iommu);
        WriteText(yaml, "parent", function.Parent?.ToString());
        if (function.Buses is { } buses)
        {
            yaml.Value("buses", string.Create(CultureInfo.InvariantCulture, $"{buses.Secondary:x2}-{buses.Subordinate:x2}"));
        }

        WriteText(yaml, "physicalFunction", function.PhysicalFunction?.ToString());
        if (function.VirtualFunctions is { } virtuals)
        {
            yaml.Flow(
                "virtualFunctions",
                string.Create(CultureInfo.InvariantCulture, $"{{enabled: {virtuals.Enabled}, total: {virtuals.Total}}}")
            );
        }

        WriteCapabilities(yaml, function.Ats, function.Pasid, function.Pri);
    }

    private static void WriteCapabilities(YamlWriter yaml, AtsCapability? ats, PasidCapability? pasid, PriCapability? pri)
    {
        if (ats is not null)
        {
            yaml.Flow(
                "ats",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{queueDepth: {ats.InvalidateQueueDepth}, smallestTranslationUnit: {ats.SmallestTranslationUnit}, enabled: {Flag(ats.Enabled)}}}"
                )
            );
        }

        if (pasid is not null)
        {
            yaml.Flow(
                "pasid",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{width: {pasid.WidthBits}, execute: {Flag(pasid.Execute)}, privileged: {Flag(pasid.Privileged)}, enabled: {Flag(pasid.Enabled)}}}"
                )
            );
        }

        if (pri is not null)
        {
            yaml.Flow(
                "pri",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{capacity: {pri.Capacity}, allocation: {pri.Allocation}, enabled: {Flag(pri.Enabled)}}}"
                )
            );
        }
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static void WriteText(YamlWriter yaml, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            yaml.Value(key, value);
        }
    }

    private static void WriteNumber(YamlWriter yaml, string key, int? value)
    {
        if (value is { } number)
        {
            yaml.Value(key, number);
        }
    }
}
