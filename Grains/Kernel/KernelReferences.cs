using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Interfaces.Faults;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Generations.Linux2018V2;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Grains.Kernel;

/// <summary>References to the objects of one boot.</summary>
/// <param name="factory">Makes references.</param>
/// <param name="boot">The boot; null for an object whose host is not up: it finds only the objects that all generations share.</param>
/// <param name="points">The points of the protocol that are on; null for all.</param>
public sealed class KernelReferences(IGrainFactory factory, Boot? boot = null, PointSet? points = null)
{
    private readonly IReferenceTable _known = boot?.References ?? new ReferenceTable();
    private readonly PointSet _points = points ?? PointSet.All;
    private readonly KernelGeneration? _generation = boot is null ? null : KernelGeneration.Find(boot.Generation);

    /// <summary>The kernel that runs.</summary>
    /// <exception cref="InvalidOperationException">The host is not up.</exception>
    public KernelGeneration Generation =>
        _generation ?? throw new InvalidOperationException("the host has not booted a known kernel generation");

    /// <summary>A host.</summary>
    public IHostGrain Host(ObjectName name) => Get<IHostGrain>(name);

    /// <summary>A task.</summary>
    public ITaskGrain Task(ObjectName name) => Get<ITaskGrain>(name);

    /// <summary>A worker.</summary>
    public IKworkerGrain Kworker(ObjectName name) => Get<IKworkerGrain>(name);

    /// <summary>An mm.</summary>
    public IMmGrain Mm(ObjectName name) => Get<IMmGrain>(name);

    /// <summary>An io_mm.</summary>
    public IIoMmGrain IoMm(ObjectName name) => Get<IIoMmGrain>(name);

    /// <summary>The lock of the patches of 2018 as published, and all that it protects.</summary>
    public ISvaLockGrain SvaLock(ObjectName name) => Get<ISvaLockGrain>(name);

    /// <summary>The grain that keeps what an mm has bound.</summary>
    public ISvaStateGrain SvaState(ObjectName mm) => Get<ISvaStateGrain>(Generation.SvaStateOf(mm));

    /// <summary>The grain that runs the callbacks of a notifier.</summary>
    public INotifierGrain Notifier(ObjectName subscriber) => Get<INotifierGrain>(Generation.NotifierOf(subscriber));

    /// <summary>The grain that knows the mm for the faults of a PASID.</summary>
    public IFaultTargetGrain FaultTarget(ObjectName mm) => Get<IFaultTargetGrain>(Generation.FaultTargetOf(mm));

    /// <summary>A domain.</summary>
    public IDomainGrain Domain(ObjectName name) => Get<IDomainGrain>(name);

    /// <summary>A device.</summary>
    public IDeviceGrain Device(ObjectName name) => Get<IDeviceGrain>(name);

    /// <summary>A device of a 2018 kernel.</summary>
    public IDevice2018Grain Device2018(ObjectName name) => Get<IDevice2018Grain>(name);

    /// <summary>An IOMMU.</summary>
    public IIommuGrain Iommu(ObjectName name) => Get<IIommuGrain>(name);

    /// <summary>The PASID numbers of a host.</summary>
    public IPasidSpaceGrain PasidSpace(ObjectName name) => Get<IPasidSpaceGrain>(name);

    /// <summary>An open file.</summary>
    public IFileGrain File(ObjectName name) => Get<IFileGrain>(name);

    /// <summary>A table of open files.</summary>
    public IFileTableGrain FileTable(ObjectName name) => Get<IFileTableGrain>(name);

    /// <summary>A driver's lock.</summary>
    public IDriverLockGrain DriverLock(ObjectName name) => Get<IDriverLockGrain>(name);

    /// <summary>Any object but a host.</summary>
    public IKernelObjectGrain Object(ObjectName name) => factory.GetGrain<IKernelObjectGrain>(IdOf(name));

    /// <summary>Whether a point of the protocol is on: it is, unless an experiment disables it.</summary>
    public bool IsOn(ProtocolPoint point) => _points.IsOn(point);

    /// <summary>Awaits a call if a point of the protocol is on; a kernel without the point continues at once.</summary>
    /// <typeparam name="TResult">What is answered.</typeparam>
    /// <param name="point">The point.</param>
    /// <param name="call">The call.</param>
    /// <param name="unawaited">The result for a kernel without the point.</param>
    public ValueTask<TResult> Await<TResult>(ProtocolPoint point, ValueTask<TResult> call, TResult unawaited)
    {
        if (IsOn(point))
        {
            return call;
        }

        _ = call.AsTask();
        return new(unawaited);
    }

    private TGrain Get<TGrain>(ObjectName name)
        where TGrain : IGrainWithStringKey
    {
        // An object has several interfaces; the reference made last serves all interfaces that it covers.
        if (_known.TryGet(name, out var reference) && reference is TGrain known)
        {
            return known;
        }

        var made = factory.GetGrain<TGrain>(IdOf(name));
        _known.Keep(name, made);
        return made;
    }

    private GrainId IdOf(ObjectName name) =>
        GrainNames.IsOfGeneration(name.Kind) ? GrainNames.IdOf(name, Generation.Name) : GrainNames.IdOf(name);
}
