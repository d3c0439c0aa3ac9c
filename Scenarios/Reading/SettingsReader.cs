using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Scenarios.Operations;

namespace SvaOrleans.Scenarios.Reading;

/// <summary>Reads the settings of hosts.</summary>
internal static class SettingsReader
{
    /// <summary>Reads them.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="node">The mapping; null for the defaults.</param>
    public static HostSettings Read(string file, YamlMapping? node)
    {
        if (node is null)
        {
            return HostSettings.Default;
        }

        var at = CapabilityReader.Reader(file, "", node);
        var min = new Pasid((uint)at.Number("pasid_min", HostSettings.Default.PasidMin.Value));
        return new(
            at.Flag("one_device_per_group"),
            min,
            node.Find("latencies") is YamlMapping latencies ? ReadLatencies(at.Inner(latencies)) : Latencies.Default
        );
    }

    private static Latencies ReadLatencies(ArgumentReader at)
    {
        var usual = Latencies.Default;
        return new(
            Or("call", usual.Call),
            Or("table_write", usual.TableWrite),
            Or("iotlb_invalidation", usual.IotlbInvalidation),
            Or("atc_invalidation", usual.AtcInvalidation),
            Or("sync", usual.Sync),
            Or("atc_timeout", usual.AtcTimeout),
            Or("ats_translation", usual.AtsTranslation),
            Or("page_walk", usual.PageWalk),
            Or("page_fault", usual.PageFault),
            Or("page_request", usual.PageRequest),
            Or("page_free", usual.PageFree)
        );

        VirtualTime Or(string name, VirtualTime otherwise) => at.Has(name) ? at.Duration(name) : otherwise;
    }
}
