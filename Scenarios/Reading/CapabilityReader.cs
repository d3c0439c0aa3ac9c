using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Scenarios.Format;
using SvaOrleans.Scenarios.Operations;

namespace SvaOrleans.Scenarios.Reading;

/// <summary>Reads what devices and IOMMUs can do, written out or granted.</summary>
internal static class CapabilityReader
{
    /// <summary>Entries of a device TLB that is not described.</summary>
    public const int AtcEntriesDefault = 256;

    /// <summary>The default number of page requests that a device may have outstanding.</summary>
    public const int PageRequestsDefault = 32;

    /// <summary>A reader of a mapping that names no objects of a program.</summary>
    public static ArgumentReader Reader(string file, string host, YamlNode node) =>
        new(
            new(file, new(new(host, "", HostSettings.Default, [], [], []), new SortedDictionary<string, Bdf>()) { Label = host }, new()),
            0,
            node,
            null,
            null
        );

    /// <summary>A kind of IOMMU.</summary>
    public static IommuKind Kind(string word) =>
        word switch
        {
            "arm-smmu-v3" => IommuKind.ArmSmmuV3,
            "intel-vtd" => IommuKind.IntelVtd,
            _ => IommuKind.AmdVi,
        };

    /// <summary>Operations of an IOMMU's driver.</summary>
    public static IommuOps Ops(YamlNode node)
    {
        IEnumerable<YamlNode> words = node is YamlSequence list ? list.Items : [node];
        return words
            .Cast<YamlScalar>()
            .Aggregate(
                IommuOps.None,
                static (ops, word) =>
                    ops
                    | word.Text switch
                    {
                        "all" => IommuOps.All,
                        "device_init" => IommuOps.DeviceInit,
                        "device_shutdown" => IommuOps.DeviceShutdown,
                        "mm_alloc" => IommuOps.MmAlloc,
                        "mm_free" => IommuOps.MmFree,
                        "mm_attach" => IommuOps.MmAttach,
                        "mm_detach" => IommuOps.MmDetach,
                        "mm_invalidate" => IommuOps.MmInvalidate,
                        _ => IommuOps.None,
                    }
            );
    }

    /// <summary>Gives a device what a mapping says, and leaves the rest as it is.</summary>
    /// <param name="at">The mapping.</param>
    /// <param name="device">The device so far.</param>
    /// <param name="iommuWidthBits">The PASID width of the IOMMU in front of it.</param>
    public static DeviceSpec Apply(ArgumentReader at, DeviceSpec device, int iommuWidthBits)
    {
        var limit = Pasid.LargestOfWidth(iommuWidthBits);
        if (at.Has("pasid_width"))
        {
            device = device with { PasidMax = Pasid.LargestOfWidth(Math.Min(iommuWidthBits, (int)at.Number("pasid_width", 0))) };
        }

        if (at.Has("pasid_max"))
        {
            var wished = new Pasid((uint)at.Number("pasid_max", 0));
            device = device with { PasidMax = wished < limit ? wished : limit };
        }

        if (at.Has("pasid_min"))
        {
            var min = new Pasid((uint)at.Number("pasid_min", 0));
            device =
                min != Pasid.Zero || device.IsEntry0Free
                    ? device with
                    {
                        PasidMin = min,
                    }
                    : throw at.Wrong("pasid_min", PasidZero.Refused((YamlScalar)at.Node("pasid_min")!).Problem, PasidZero.Expected);
        }

        if (at.Has("ats"))
        {
            device = device with { HasAts = at.Flag("ats") };
        }

        if (at.Has("atc_entries"))
        {
            device = device with { AtcEntries = (int)at.Number("atc_entries", 0) };
        }

        if (at.Has("pri"))
        {
            device = device with { PageRequests = (int)at.Number("pri", 0) };
        }

        return at.Node("driver") is YamlMapping driver ? device with { Driver = ReadDriver(at.Inner(driver), device.Name) } : device;
    }

    private static DriverSpec ReadDriver(ArgumentReader at, ObjectName device)
    {
        var driver = DriverFields.Read(at);
        return driver.MmExitLock.IsNone
            ? driver
            : driver with
            {
                MmExitLock = device.Sibling(ObjectKind.DriverLock, driver.MmExitLock.Name),
            };
    }
}
