using System.Collections.Immutable;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Server.Tests;

/// <summary>A small machine, three devices in two domains, and programs for it.</summary>
internal sealed class TestHost(string name)
{
    public const int Devices = 3;

    public ObjectName Task => Of(ObjectKind.Task, "main");

    public HostSpec Spec =>
        new(
            name,
            "2018",
            HostSettings.Default,
            [new IommuSpec(Iommu, IommuKind.ArmSmmuV3)],
            [new DomainSpec(Domain(0)), new DomainSpec(Domain(1))],
            [
                .. Enumerable
                    .Range(0, Devices)
                    .Select(index => new DeviceSpec(
                        Device(index),
                        new Bdf(0, 0, 1, (byte)index),
                        Iommu,
                        IommuOps.All,
                        $"g{index}",
                        1,
                        Domain(index == 0 ? 0 : 1),
                        new(1),
                        Pasid.LargestOfWidth(20),
                        true,
                        64,
                        32,
                        DriverSpec.Default
                    )),
            ]
        );

    /// <summary>Two processes; the second is bound to all devices, the first to one; one device writes.</summary>
    public ImmutableArray<Step> Binds =>
        [
            .. Enumerable.Range(0, Devices).Select(index => new InitStep(index, Device(index), SvaFeatures.Iopf, Pasid.LargestOfWidth(20))),
            new SpawnStep(10, Of(ObjectKind.Task, "x"), Mm("X")),
            new SpawnStep(11, Of(ObjectKind.Task, "y"), Mm("Y")),
            new MemoryStep(
                12,
                Mm("Y"),
                MemoryOperation.Mmap,
                new(new(0x200), 16),
                IsFixed: true,
                Protection: Protection.Read | Protection.Write
            ),
            new BindStep(13, Device(0), Mm("X"), SvaFeatures.Iopf, 0, null),
            .. Enumerable
                .Range(0, Devices)
                .Select(index => new BindStep(14 + index, Device(index), Mm("Y"), SvaFeatures.Iopf, 0, index == 0 ? "y" : null)),
            new DmaStep(20, Device(0), PasidOperand.Named("y"), new(new(0x200), 4), Protection.Write),
        ];

    private ObjectName Iommu => Of(ObjectKind.Iommu, "smmu0");

    public ObjectName Of(ObjectKind kind, string own) => new(name, kind, own);

    public ObjectName Device(int index) => Of(ObjectKind.Device, $"0000:00:01.{index}");

    public ObjectName Domain(int index) => Of(ObjectKind.Domain, index == 0 ? "A" : "B");

    public ObjectName Mm(string own) => Of(ObjectKind.Mm, own);

    public HostRunRequest Run(BootResult booted, ImmutableArray<Step> steps) =>
        new(Task, new(new(booted.At, booted.Epoch), new(steps), []));
}
