using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>Reads settings of IOMMUs in topology files.</summary>
internal static class SettingsFields
{
    private const string OpsExpected = "a list of operations such as [device_init, mm_alloc], or all, or none";

    /// <summary>Reads one.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="node">Its mapping.</param>
    public static IommuSettings Read(string path, YamlNode node)
    {
        var fields = new YamlFields(
            path,
            node,
            "settings",
            "iommu",
            "pasidWidth",
            "pageRequestQueue",
            "iotlbEntries",
            "rangeCommands",
            "ecs",
            "ops",
            "missingOps"
        );
        if (fields.Has("ops") && fields.Has("missingOps"))
        {
            throw fields.WrongValue("missingOps", "ops or missingOps, not both");
        }

        var settings = new IommuSettings
        {
            Iommu = fields.Text("iommu"),
            PasidWidth = (int?)fields.NumberOrNull("pasidWidth", 0, Pasid.WidthMaxBits),
            PageRequestQueue = (int?)fields.NumberOrNull("pageRequestQueue", 1, IommuSettings.EntriesMost),
            IotlbEntries = (int?)fields.NumberOrNull("iotlbEntries", 0, IommuSettings.EntriesMost),
            RangeCommands = fields.Has("rangeCommands") ? fields.Flag("rangeCommands", otherwise: true) : null,
            Ecs = fields.Has("ecs") ? fields.Flag("ecs", otherwise: false) : null,
            Ops =
                fields.Has("missingOps") ? IommuOps.All & ~Ops(fields, "missingOps")
                : fields.Has("ops") ? Ops(fields, "ops")
                : null,
            Place = new(node.Place.Line, node.Place.Column),
        };
        return settings.Words().Length > 0
            ? settings
            : throw fields.Wrong(node, "the settings set nothing", "pasidWidth, pageRequestQueue, iotlbEntries, rangeCommands, ecs or ops");
    }

    private static IommuOps Ops(YamlFields fields, string key)
    {
        var words = fields.Optional(key) is YamlScalar one ? [one] : fields.Items(key);
        return
            words.All(static word => word is YamlScalar)
            && IommuSettings.TryOps(words.Cast<YamlScalar>().Select(static word => word.Text), out var ops)
            ? ops
            : throw fields.WrongValue(key, OpsExpected);
    }
}
