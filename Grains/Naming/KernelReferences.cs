using SvaOrleans.Grains.Exit;
using SvaOrleans.Grains.Points;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Naming;

/// <summary>References to the objects of one generation.</summary>
/// <param name="factory">Makes them.</param>
/// <param name="generation">The kernel generation.</param>
/// <param name="known">Those made already, of the same generation; null for none to share.</param>
/// <param name="points">The points of the protocol that it keeps; null for all.</param>
public sealed class KernelReferences(IGrainFactory factory, string generation, IReferenceTable? known = null, ProtocolPoints? points = null)
{
    private readonly IReferenceTable _known = known ?? new ReferenceTable();
    private readonly ProtocolPoints _points = points ?? ProtocolPoints.All;

    /// <summary>The generation.</summary>
    public string Generation => generation;

    /// <summary>Whether all io_mms and bonds of a host are under one lock, as in the published 2018 text.</summary>
    public bool HasOneLock { get; } = KernelGeneration.Find(generation) is { HasOneLock: true };

    /// <summary>What this kernel does when an address space exits.</summary>
    public NotifierRelease Release =>
        KernelGeneration.Find(generation)?.Release
        ?? throw new InvalidOperationException($"no class is marked as the release of generation {generation}");

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

    /// <summary>The lock of the published 2018 text, and all that it protects.</summary>
    public ISvaLockGrain SvaLock(ObjectName name) => Get<ISvaLockGrain>(name);

    /// <summary>Whoever keeps an io_mm: a grain of its own, or the one lock of its host.</summary>
    /// <param name="ioMm">The io_mm's name.</param>
    public IIoMmKeeperGrain KeeperOf(ObjectName ioMm) => HasOneLock ? SvaLock(ioMm.Sibling(ObjectKind.SvaLock, "")) : IoMm(ioMm);

    /// <summary>A domain.</summary>
    public IDomainGrain Domain(ObjectName name) => Get<IDomainGrain>(name);

    /// <summary>A device.</summary>
    public IDeviceGrain Device(ObjectName name) => Get<IDeviceGrain>(name);

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
    public IKernelObjectGrain Object(ObjectName name) => factory.GetGrain<IKernelObjectGrain>(GrainNames.IdOf(name, generation));

    /// <summary>Whether this kernel keeps a point of the protocol: it does, but for an experiment.</summary>
    /// <param name="point">The point.</param>
    public bool Keeps(ProtocolPoint point) => _points.Keeps(point);

    /// <summary>Waits for a call, as a point of the protocol says; a kernel without that point goes on at once.</summary>
    /// <typeparam name="TResult">What is answered.</typeparam>
    /// <param name="point">The point.</param>
    /// <param name="call">The call.</param>
    /// <param name="unawaited">What a kernel without the point goes on with.</param>
    public ValueTask<TResult> Await<TResult>(ProtocolPoint point, ValueTask<TResult> call, TResult unawaited)
    {
        if (Keeps(point))
        {
            return call;
        }

        _ = call.AsTask();
        return new(unawaited);
    }

    private TGrain Get<TGrain>(ObjectName name)
        where TGrain : IGrainWithStringKey
    {
        if (!_known.TryGet(name, out var reference))
        {
            reference = factory.GetGrain<TGrain>(GrainNames.IdOf(name, generation));
            _known.Keep(name, reference);
        }

        return (TGrain)reference;
    }
}
