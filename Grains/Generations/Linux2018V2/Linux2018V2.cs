using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <summary>The SVA patches of 2018 as they were published, races included. One spinlock covers all io_mms and bonds of a host.</summary>
public sealed partial class Linux2018V2 : KernelGeneration
{
    /// <inheritdoc/>
    public override string Name => "2018-v2";

    /// <inheritdoc/>
    public override ImmutableArray<string> Sources =>
        ["[PATCH v2 02/40] to [PATCH v2 07/40] of May 2018: drivers/iommu/iommu-sva.c, drivers/iommu/io-pgfault.c"];

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<ObjectKind, Type> Classes { get; } =
        ImmutableSortedDictionary<ObjectKind, Type>.Empty.Add(ObjectKind.Device, typeof(Device)).Add(ObjectKind.SvaLock, typeof(SvaLock));

    /// <inheritdoc/>
    public override ImmutableArray<string> Differences =>
        [
            "One lock, iommu_sva_lock, covers all io_mms and bonds of a host; 2018 locks each io_mm separately.",
            "Binds succeed while device_shutdown runs; 2018 refuses them.",
            "A second device_init that fails unregisters the first one's fault handler; 2018 leaves it.",
            "The release walks the list of bonds forward and misses a bond that a bind adds meanwhile; 2018 reads the head each time.",
            "A fault is handled in the mm that has the PASID now; 2018 answers the fault of a former owner INVALID.",
            "A bind of a device that shares its group is refused always; 2018 makes that a setting.",
        ];

    /// <inheritdoc/>
    public override bool FaultComparesLease => false;

    /// <inheritdoc/>
    public override ObjectName SvaStateOf(ObjectName mm) => LockOf(mm);

    /// <inheritdoc/>
    public override ObjectName NotifierOf(ObjectName subscriber) => LockOf(subscriber);

    /// <inheritdoc/>
    public override ObjectName FaultTargetOf(ObjectName mm) => LockOf(mm);

    private static ObjectName LockOf(ObjectName name) => name.Sibling(ObjectKind.SvaLock, "");
}
