using System.Collections.Immutable;
using System.Text;
using SvaOrleans.Checking;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Faults;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation.Exploration;
using Task = System.Threading.Tasks.Task;

namespace SvaOrleans.Hosts.Tests;

/// <summary>A small host of a simulation, and what people at its console do with it.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happens.</param>
internal sealed class HostStage(EngineSimulation simulation, EventTrace trace)
{
    public const string Host = "h0";

    public static readonly ObjectName Device = Named(ObjectKind.Device, "0000:00:01.0");

    public static readonly ObjectName Iommu = Named(ObjectKind.Iommu, "smmu0");
    private static readonly ObjectName Domain = Named(ObjectKind.Domain, "A");

    private int _runners;
    private int _ids;

    public static HostSpec Spec { get; } =
        new(
            Host,
            "2018",
            HostSettings.Default,
            [new(Iommu, IommuKind.ArmSmmuV3)],
            [new(Domain)],
            [
                new(
                    Device,
                    Bdf.Parse(Device.Name),
                    Iommu,
                    IommuOps.All,
                    "g",
                    1,
                    Domain,
                    new(1),
                    new(0xff),
                    HasAts: true,
                    16,
                    4,
                    DriverSpec.Default
                ),
            ]
        );

    /// <summary>How much has happened.</summary>
    public int Events => trace.Events.Count;

    /// <summary>Whether any object is at work; one that was only created to refuse a late request is not.</summary>
    public bool IsAtWork =>
        simulation.Cluster.World.Activations.Any(static activation =>
            activation.Instance is IKernelObject { IsNamed: true, Name.Kind: not ObjectKind.Host, Requests: > 0 }
            && Enumerable
                .Range(0, activation.RunningCount)
                .Any(index => activation.Running(index).Method.Name != nameof(IKworkerGrain.WhenIdle))
        );

    public IHostGrain Console => simulation.HostOf(Host, Spec.Generation);

    /// <summary>In the boot in which the race began.</summary>
    public Stamp Now { get; private set; }

    /// <summary>How the host looked when the race began.</summary>
    public string Picture { get; private set; } = "";

    /// <summary>Whether a failure happened on the way, so that outcomes may be unknown.</summary>
    public bool HasFaults => simulation.Cluster.World.FaultCount > 0;

    public async Task Prepare(HostRace race)
    {
        (_runners, _ids) = (0, 0);
        Require(await Boot(), Errno.None);
        await Enter();
        await race.Setup(this);
        Picture = await Enter() ? await View(Now) : "";
    }

    public async Task<Errno> Boot() => (await Console.Boot(new(default, Spec))).Error;

    public async Task<string> View(Stamp stamp) => Encoding.UTF8.GetString((await Console.View(stamp)).View.AsSpan());

    /// <summary>All steps must succeed.</summary>
    public async Task Do(params Func<int, Step>[] steps) =>
        Require((await Run(Now, steps)).All(static error => error.IsSuccess), "a step of a program did not succeed");

    public async Task<IReadOnlyList<Errno>> Run(Stamp stamp, params Func<int, Step>[] steps)
    {
        ImmutableArray<Step> program = [.. steps.Select(step => step(++_ids))];
        var ran = await Console.Run(new(Named(ObjectKind.Task, "runner" + _runners++), new(stamp, new(program), [])));
        return [.. ran.Results.Select(static result => result.Error)];
    }

    /// <summary>The answer at the console; an unknown outcome counts as none.</summary>
    public async Task<TResult?> Try<TResult>(Func<IHostGrain, ValueTask<TResult>> ask)
        where TResult : struct
    {
        try
        {
            return await ask(Console);
        }
        catch (Exception lost) when (lost is HostRestartedException || (HasFaults && OutcomeUnknownException.Covers(lost)))
        {
            return null;
        }
    }

    /// <summary>The same for a program: null when its outcome is unknown.</summary>
    public async Task<IReadOnlyList<Errno>?> TryRun(Stamp stamp, params Func<int, Step>[] steps)
    {
        try
        {
            return await Run(stamp, steps);
        }
        catch (Exception lost) when (lost is HostRestartedException || (HasFaults && OutcomeUnknownException.Covers(lost)))
        {
            return null;
        }
    }

    /// <summary>The same for a picture.</summary>
    public async Task<string?> TryView(Stamp stamp)
    {
        try
        {
            return await View(stamp);
        }
        catch (HostRestartedException)
        {
            return null;
        }
    }

    /// <summary>An object, as its host calls it.</summary>
    public IKernelObjectGrain Object(ObjectName name) =>
        new KernelReferences(simulation.Cluster.GrainFactory, new(default, Spec.Generation, Spec.Settings, new ReferenceTable())).Object(
            name
        );

    /// <summary>The living objects of the host, except its own grain.</summary>
    public IEnumerable<IKernelObject> Living =>
        from activation in simulation.Cluster.World.Activations
        let living = activation.Instance as IKernelObject
        where living is { IsNamed: true } && living.Name.Kind != ObjectKind.Host
        select living;

    public IKernelObject? Own =>
        simulation.Cluster.ActivationOf(GrainNames.IdOf(new(Host, ObjectKind.Host, ""), Spec.Generation))?.Instance as IKernelObject;

    /// <summary>Whether the host is up; orders given from now on are for its boot.</summary>
    public async Task<bool> Enter()
    {
        var status = await Console.Probe();
        Now = new(status.At, status.Epoch);
        return status.Error.IsSuccess;
    }

    /// <summary>When everything is over the host answers, or is off and can be booted.</summary>
    public async Task ComeBack()
    {
        var status = await Console.Probe();
        if (status.Error == Errno.ENODEV)
        {
            Require(await Boot(), Errno.None);
            status = await Console.Probe();
        }

        Require(status.Error, Errno.None);
        Require(status.Running == 0, $"{status.Running} programs run still");
        Now = new(status.At, status.Epoch);
        await Console.WhenIdle(Now);
    }

    /// <summary>It works.</summary>
    public async Task Work()
    {
        await Run(Now, Init);
        await Do([.. Bound("last"), id => new DmaStep(id, Device, PasidOperand.Named("last"), Pages, Protection.Write), Kill("last")]);
    }

    /// <summary>An object deactivates on its own.</summary>
    public void Lose(ObjectName name) =>
        simulation
            .Cluster.ActivationOf(GrainNames.IdOf(name, Spec.Generation))!
            .Deactivate(Simulation.Engine.Activations.DeactivationCause.ApplicationRequested);

    public async Task PowerOff() => Require((await Console.PowerOff(Now)).Error, Errno.None);

    public static void Require(Errno was, Errno expected) => Require(was == expected, $"{was} instead of {expected}");

    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ViolationException(new(ViolationKind.Safety, "what the console answers", message));
        }
    }

    public static PageRange Pages { get; } = new(new(0x100), 1);

    public static Func<int, Step> Init => static id => new InitStep(id, Device, SvaFeatures.Iopf, default);

    public static Func<int, Step> Process(string name) => id => new SpawnStep(id, Named(ObjectKind.Task, name), Named(ObjectKind.Mm, name));

    public static Func<int, Step> Kill(string name) => id => new ExitStep(id, Named(ObjectKind.Task, name), IsOrderly: false);

    public static Func<int, Step> Unbind(uint pasid) => id => new UnbindStep(id, Device, PasidOperand.Of(new(pasid)));

    public static Func<int, Step> Dma(uint pasid) => id => new DmaStep(id, Device, PasidOperand.Of(new(pasid)), Pages, Protection.Write);

    public static Func<int, Step> Driver(DriverSpec driver) => id => new SetDriverStep(id, Device, driver);

    public static Func<int, Step> Unmap(string name) => id => new MemoryStep(id, Named(ObjectKind.Mm, name), MemoryOperation.Munmap, Pages);

    public static Func<int, Step> TakeLock => static id => new LockStep(id, Named(ObjectKind.DriverLock, "g"), IsRelease: false);

    public static Func<int, Step> PageRequest(uint pasid) =>
        id => new PageRequestStep(id, Device, PasidOperand.Of(new(pasid)), 7, Pages.First, Protection.Write, IsLast: true);

    /// <summary>A process whose memory the device may use.</summary>
    public static IEnumerable<Func<int, Step>> Bound(string name) =>
        [
            Process(name),
            id => new MemoryStep(
                id,
                Named(ObjectKind.Mm, name),
                MemoryOperation.Mmap,
                Pages,
                IsFixed: true,
                Protection: Protection.Read | Protection.Write
            ),
            id => new BindStep(id, Device, Named(ObjectKind.Mm, name), SvaFeatures.Iopf, 0, name),
        ];

    public static ObjectName Named(ObjectKind kind, string name) => new(Host, kind, name);
}
