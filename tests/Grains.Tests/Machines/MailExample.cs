using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>The machine drawn in the 2018 mail: one device in domain A, two in domain B, two address spaces.</summary>
internal sealed record MailExample
{
    public const string Host = "h0";

    public static readonly ObjectName Iommu = new(Host, ObjectKind.Iommu, "smmu0");
    public static readonly ObjectName DomainA = new(Host, ObjectKind.Domain, "A");
    public static readonly ObjectName DomainB = new(Host, ObjectKind.Domain, "B");
    public static readonly ObjectName Dev0 = Device("0000:00:00.0");
    public static readonly ObjectName Dev1 = Device("0000:00:01.0");
    public static readonly ObjectName Dev2 = Device("0000:00:01.1");
    public static readonly ObjectName X = Mm("X");
    public static readonly ObjectName Y = Mm("Y");
    public static readonly ObjectName Pasids = new(Host, ObjectKind.PasidSpace, "");

    public IommuKind Kind { get; init; } = IommuKind.ArmSmmuV3;

    public HostSettings Settings { get; init; } = HostSettings.Default;

    public IommuOps Ops { get; init; } = IommuOps.All;

    public DriverSpec Driver { get; init; } = DriverSpec.Default;

    public int PageRequests { get; init; } = 32;

    public int PageRequestQueue { get; init; } = 512;

    public bool HasAts { get; init; } = true;

    /// <summary>What device 00:00.0 can send at most; the others have 20 bits.</summary>
    public Pasid Dev0Max { get; init; } = new(0xfffff);

    public Pasid Dev0Min { get; init; } = new(1);

    /// <summary>The same machine under another name.</summary>
    public HostSpec Spec(string host)
    {
        ObjectName Of(ObjectName name) => name.IsNone ? name : new(host, name.Kind, name.Name);
        var spec = Spec();
        return spec with
        {
            Host = host,
            Iommus = [.. spec.Iommus.Select(iommu => iommu with { Name = Of(iommu.Name) })],
            Domains = [.. spec.Domains.Select(domain => domain with { Name = Of(domain.Name) })],
            Devices =
            [
                .. spec.Devices.Select(device =>
                    device with
                    {
                        Name = Of(device.Name),
                        Iommu = Of(device.Iommu),
                        Domain = Of(device.Domain),
                    }
                ),
            ],
        };
    }

    public HostSpec Spec() =>
        new(
            Host,
            "2018",
            Settings,
            [new IommuSpec(Iommu, Kind, Ops: Ops, PageRequestQueueEntries: PageRequestQueue)],
            [new DomainSpec(DomainA), new DomainSpec(DomainB)],
            [
                Function(Dev0, DomainA, "0", 1) with
                {
                    PasidMin = Dev0Min,
                    PasidMax = Dev0Max,
                },
                Function(Dev1, DomainB, "1", 2),
                Function(Dev2, DomainB, "1", 2),
            ]
        );

    public static ObjectName Device(string bdf) => new(Host, ObjectKind.Device, bdf);

    public static ObjectName Mm(string name) => new(Host, ObjectKind.Mm, name);

    public static ObjectName Task(string name) => new(Host, ObjectKind.Task, name);

    private DeviceSpec Function(ObjectName name, ObjectName domain, string group, int size) =>
        new(
            name,
            Bdf.Parse(name.Name),
            Iommu,
            Ops,
            group,
            size,
            domain,
            new Pasid(1),
            new Pasid(0xfffff),
            HasAts,
            1024,
            PageRequests,
            Driver
        );
}
