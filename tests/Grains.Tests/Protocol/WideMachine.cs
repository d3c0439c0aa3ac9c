using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>A machine with many devices, spread over domains and IOMMUs in turn.</summary>
internal sealed record WideMachine(int Devices, int Domains, int Iommus)
{
    public static ObjectName Device(int index) => MailExample.Device(FunctionOf(index).ToString());

    public static ObjectName Domain(int index) => new(MailExample.Host, ObjectKind.Domain, $"d{index}");

    public static ObjectName Iommu(int index) => new(MailExample.Host, ObjectKind.Iommu, $"u{index}");

    public HostSpec Spec() =>
        new(
            MailExample.Host,
            "2018",
            HostSettings.Default,
            [.. Enumerable.Range(0, Iommus).Select(static index => new IommuSpec(Iommu(index), IommuKind.ArmSmmuV3))],
            [.. Enumerable.Range(0, Domains).Select(static index => new DomainSpec(Domain(index)))],
            [
                .. Enumerable
                    .Range(0, Devices)
                    .Select(index => new DeviceSpec(
                        Device(index),
                        FunctionOf(index),
                        Iommu(index % Iommus),
                        IommuOps.All,
                        $"{index}",
                        1,
                        Domain(index % Domains),
                        new(1),
                        new(0xfffff),
                        true,
                        64,
                        0,
                        DriverSpec.Default
                    )),
            ]
        );

    /// <summary>Boots it and binds every device to X, which has three pages that every device has cached.</summary>
    public Machine Bound(Simulation.Engine.Strategies.Strategy? strategy = null)
    {
        var machine = new Machine(Spec(), strategy);
        machine.Run([
            Process("X"),
            .. All(static device => Init(device)),
            .. All(static device => Bind(device, MailExample.X)),
            Mmap(MailExample.X, 1, 3),
            Touch(MailExample.X, 1, 3),
        ]);
        machine.Run(All(static device => Dma(device, 1, 1, 3)));
        return machine;
    }

    public Func<int, Step>[] All(Func<ObjectName, Func<int, Step>> step) =>
        [.. Enumerable.Range(0, Devices).Select(index => step(Device(index)))];

    private static Bdf FunctionOf(int index) => new(0, (byte)((index + 8) >> 8), (byte)(((index + 8) >> 3) & 31), (byte)((index + 8) & 7));
}
