using System.Collections.Immutable;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;
using Xoshiro = SvaOrleans.Simulation.Engine.Strategies.Xoshiro;

namespace SvaOrleans.Grains.Tests.Differential;

/// <summary>Machines of odd shapes: narrow and wide devices, missing operations, devices without group, domain or IOMMU.</summary>
internal static class RandomMachine
{
    private static readonly uint[] Widths = [0xfffff, 0xfffff, 0xfffff, 3, 2, 1, 7, 5, 0];
    private static readonly uint[] Lowest = [1, 1, 1, 1, 2, 4];

    public static HostSpec Make(ref Xoshiro random, string host = MailExample.Host)
    {
        var kinds = Enum.GetValues<IommuKind>();
        var iommus = ImmutableArray.CreateBuilder<IommuSpec>();
        var iommuCount = 1 + random.Below(2);
        for (var index = 0; index < iommuCount; index++)
        {
            iommus.Add(new(new(host, ObjectKind.Iommu, "iommu" + index), kinds[random.Below(kinds.Length)], Ops: Ops(ref random)));
        }

        var domains = ImmutableArray.CreateBuilder<DomainSpec>();
        var domainCount = 2 + random.Below(2);
        for (var index = 0; index < domainCount; index++)
        {
            domains.Add(new(new(host, ObjectKind.Domain, ((char)('A' + index)).ToString())));
        }

        var devices = ImmutableArray.CreateBuilder<DeviceSpec>();
        var deviceCount = 2 + random.Below(4);
        for (var index = 0; index < deviceCount; index++)
        {
            devices.Add(Function(ref random, host, index, iommus, domains));
        }

        var settings = HostSettings.Default with
        {
            IsOneDevicePerGroup = random.Below(8) == 0,
            PasidMin = new(random.Below(6) == 0 ? 2u : 1u),
        };
        return new(host, "2018", settings, iommus.ToImmutable(), domains.ToImmutable(), devices.ToImmutable());
    }

    private static DeviceSpec Function(
        ref Xoshiro random,
        string host,
        int index,
        ImmutableArray<IommuSpec>.Builder iommus,
        ImmutableArray<DomainSpec>.Builder domains
    )
    {
        var bdf = $"0000:00:0{index}.0";
        var hasIommu = random.Below(12) != 0;
        var hasGroup = hasIommu && random.Below(12) != 0;
        var hasDomain = hasGroup && random.Below(12) != 0;
        var iommu = iommus[random.Below(iommus.Count)];
        return new(
            new(host, ObjectKind.Device, bdf),
            Bdf.Parse(bdf),
            hasIommu ? iommu.Name : default,
            hasIommu ? iommu.Ops : IommuOps.None,
            hasGroup ? "g" + index : null,
            1 + random.Below(2),
            hasDomain ? domains[random.Below(domains.Count)].Name : default,
            new(Lowest[random.Below(Lowest.Length)]),
            new(Widths[random.Below(Widths.Length)]),
            random.Below(4) != 0,
            random.Below(3) == 0 ? 2 : 64,
            random.Below(2) == 0 ? 0 : 4,
            new(HasMmExit: random.Below(4) != 0)
        );
    }

    private static IommuOps Ops(ref Xoshiro random) =>
        random.Below(5) == 0 ? IommuOps.All & ~(IommuOps)(1 << random.Below(7)) : IommuOps.All;
}
