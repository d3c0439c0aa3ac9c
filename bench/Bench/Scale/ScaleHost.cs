using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Bench.Scale;

/// <summary>One host of a shape, and the programs that its processes are driven by.</summary>
internal sealed class ScaleHost
{
    /// <summary>Invalidations of each address space that are measured.</summary>
    public const int Invalidations = 2;

    /// <summary>Steps of each address space before that.</summary>
    public const int FillSteps = 3;

    private const Protection Rights = Protection.Read | Protection.Write;

    // One page for each invalidation, and one that is cached still when the process dies.
    private const int Pages = Invalidations + 1;
    private const ulong FirstPage = 0x1000;

    private readonly ObjectName[] _devices;
    private readonly (ObjectName Task, ObjectName Mm, int FirstBond, int Bonds)[] _processes;

    /// <summary>The host of a number within a shape.</summary>
    public ScaleHost(ScaleShape shape, int number)
    {
        Name = $"h{number}";
        Task = new(Name, ObjectKind.Task, "bench");
        var iommus = Own(shape.Iommus, index => new ObjectName(Name, ObjectKind.Iommu, $"smmu{index}"));
        var functions = Own(shape.Devices, static index => BdfOf(index));
        _devices = [.. functions.Select(function => new ObjectName(Name, ObjectKind.Device, function.ToString()))];
        var domains = Own(shape.Devices, index => new ObjectName(Name, ObjectKind.Domain, $"{index}"));
        Spec = new(
            Name,
            "2018",
            HostSettings.Default,
            [.. iommus.Select(static iommu => new IommuSpec(iommu, IommuKind.ArmSmmuV3))],
            [.. domains.Select(static domain => new DomainSpec(domain))],
            [.. _devices.Select((device, index) => Device(device, functions[index], iommus[index % iommus.Length], domains[index]))]
        );

        var firstMm = Share(shape.Mms, number);
        var mms = Share(shape.Mms, number + 1) - firstMm;
        _processes = [.. Enumerable.Range(firstMm, mms).Select(mm => Process(mm, FirstBondOf(mm), FirstBondOf(mm + 1) - FirstBondOf(mm)))];

        T[] Own<T>(int total, Func<int, T> make) => [.. Enumerable.Range(0, Share(total, number + 1) - Share(total, number)).Select(make)];

        int Share(int total, int hosts) => (int)((long)total * hosts / shape.Hosts);

        int FirstBondOf(int mm) => (int)((long)shape.Bonds * mm / shape.Mms);

        (ObjectName Task, ObjectName Mm, int FirstBond, int Bonds) Process(int mm, int firstBond, int bonds) =>
            (new(Name, ObjectKind.Task, $"{mm}"), new(Name, ObjectKind.Mm, $"{mm}"), firstBond, bonds);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The task that runs its programs.</summary>
    public ObjectName Task { get; }

    /// <summary>Its hardware.</summary>
    public HostSpec Spec { get; }

    /// <summary>Devices are initialised, processes spawned.</summary>
    public IEnumerable<Step> Prepare() =>
        [
            .. _devices.Select(static device => (Step)new InitStep(0, device, SvaFeatures.None, default)),
            .. _processes.Select(static process => new SpawnStep(0, process.Task, process.Mm)),
        ];

    /// <summary>All bonds are made.</summary>
    public IEnumerable<Step> Bind() =>
        _processes.SelectMany(process =>
            Enumerable
                .Range(process.FirstBond, process.Bonds)
                .Select(bond => (Step)new BindStep(0, DeviceOf(bond), process.Mm, SvaFeatures.None, 0, null))
        );

    /// <summary>Every process has pages, and its first device has translations of them.</summary>
    /// <param name="pasidOf">The PASID of an address space.</param>
    public IEnumerable<Step> Fill(Func<ObjectName, Pasid> pasidOf) =>
        _processes.SelectMany(process =>
            new Step[]
            {
                new MemoryStep(0, process.Mm, MemoryOperation.Mmap, new(new(FirstPage), Pages), IsFixed: true, Protection: Rights),
                new MemoryStep(0, process.Mm, MemoryOperation.Touch, new(new(FirstPage), Pages), Protection: Protection.Write),
                new DmaStep(
                    0,
                    DeviceOf(process.FirstBond),
                    PasidOperand.Of(pasidOf(process.Mm)),
                    new(new(FirstPage), Pages),
                    Protection.Write
                ),
            }
        );

    /// <summary>Every process unmaps a page, and then another one.</summary>
    public IEnumerable<Step> Unmap() =>
        Enumerable
            .Range(0, Invalidations)
            .SelectMany(round =>
                _processes.Select(process =>
                    (Step)new MemoryStep(0, process.Mm, MemoryOperation.Munmap, new(new(FirstPage + (ulong)round), 1))
                )
            );

    /// <summary>Every process is killed.</summary>
    public IEnumerable<Step> Exit() => _processes.Select(static process => (Step)new ExitStep(0, process.Task, IsOrderly: false));

    private ObjectName DeviceOf(int bond) => _devices[bond % _devices.Length];

    private static Bdf BdfOf(int index)
    {
        // Slot 0 of bus 0 is the root's.
        var requester = index + 8;
        return new(0, (byte)(requester >> 8), (byte)((requester >> 3) & 31), (byte)(requester & 7));
    }

    private static DeviceSpec Device(ObjectName name, Bdf function, ObjectName iommu, ObjectName domain) =>
        new(
            name,
            function,
            iommu,
            IommuOps.All,
            domain.Name,
            1,
            domain,
            new(1),
            Pasid.LargestOfWidth(Pasid.WidthMaxBits),
            HasAts: true,
            AtcEntries: 64,
            PageRequests: 0,
            DriverSpec.Default
        );
}
