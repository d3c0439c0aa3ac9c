using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench;

/// <summary>The machine of the 2018 mails: one device in domain A, two in domain B, two processes. Devices and processes are bound and
/// unbound in turn.</summary>
internal sealed class BindBench(ISimulation simulation, RunRequest request) : IAsyncDisposable
{
    /// <summary>bind and unbind in one run.</summary>
    public const int Pairs = 2_004;

    private const string Host = "h0";
    private int _runner;

    /// <summary>Boots the machine and starts the processes.</summary>
    public static async Task<BindBench> Start(EngineKind engine)
    {
        var iommu = new ObjectName(Host, ObjectKind.Iommu, "smmu0");
        var domainA = new ObjectName(Host, ObjectKind.Domain, "A");
        var domainB = new ObjectName(Host, ObjectKind.Domain, "B");
        DeviceSpec[] devices =
        [
            Function("0000:00:00.0", domainA, "0", 1),
            Function("0000:00:01.0", domainB, "1", 2),
            Function("0000:00:01.1", domainB, "1", 2),
        ];
        ObjectName[] mms = [new(Host, ObjectKind.Mm, "X"), new(Host, ObjectKind.Mm, "Y")];
        var spec = new HostSpec(
            Host,
            "2018",
            HostSettings.Default,
            [new IommuSpec(iommu, IommuKind.ArmSmmuV3)],
            [new DomainSpec(domainA), new DomainSpec(domainB)],
            [.. devices]
        );
        var simulation = await Simulations.Create(new SimulationOptions { Engine = engine, KeepsEvents = false });
        var booted = await simulation.Boot(spec);
        var stamp = new Stamp(booted.At, booted.Epoch);
        Step[] setup =
        [
            .. devices.Select((device, index) => new InitStep(index, device.Name, default, default)),
            .. mms.Select((mm, index) => new SpawnStep(devices.Length + index, new ObjectName(Host, ObjectKind.Task, mm.Name), mm)),
        ];
        Check(await simulation.Run(new(Host, ObjectKind.Task, "setup"), new(stamp, new([.. setup]), [])));
        var steps = Enumerable
            .Range(0, Pairs)
            .SelectMany(pair =>
            {
                var device = devices[pair % devices.Length].Name;
                return new Step[]
                {
                    new BindStep(2 * pair, device, mms[pair / devices.Length % mms.Length], default, 0, "p"),
                    new UnbindStep((2 * pair) + 1, device, PasidOperand.Named("p")),
                };
            });
        return new(simulation, new(stamp, new([.. steps]), []));

        DeviceSpec Function(string bdf, ObjectName domain, string group, int size) =>
            new(
                new(Host, ObjectKind.Device, bdf),
                Bdf.Parse(bdf),
                iommu,
                IommuOps.All,
                group,
                size,
                domain,
                new(1),
                new(0xfffff),
                true,
                64,
                0,
                DriverSpec.Default
            );
    }

    /// <summary>Binds and unbinds.</summary>
    public async Task Run() => Check(await simulation.Run(new(Host, ObjectKind.Task, $"bench{_runner++}"), request));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => simulation.DisposeAsync();

    private static void Check(RunResult result)
    {
        if (result.Results.FirstOrDefault(static done => !done.Error.IsSuccess) is { } failed)
        {
            throw new InvalidOperationException($"Step {failed} failed in the benchmark.");
        }
    }
}
