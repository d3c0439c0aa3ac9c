using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <summary>The SVA patches of 2018 as they were meant: the patches with their races fixed. Each io_mm has its own lock.</summary>
public sealed partial class Linux2018 : KernelGeneration
{
    /// <inheritdoc/>
    public override string Name => "2018";

    /// <inheritdoc/>
    public override ImmutableArray<string> Sources =>
        ["[PATCH v2 02/40] to [PATCH v2 07/40] of May 2018: drivers/iommu/iommu-sva.c, drivers/iommu/io-pgfault.c"];

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<ObjectKind, Type> Classes { get; } =
        ImmutableSortedDictionary<ObjectKind, Type>.Empty.Add(ObjectKind.Device, typeof(Device)).Add(ObjectKind.IoMm, typeof(IoMm));

    /// <inheritdoc/>
    public override ImmutableArray<string> Differences => [];

    /// <inheritdoc/>
    public override bool FaultComparesLease => true;

    /// <inheritdoc/>
    public override ObjectName SvaStateOf(ObjectName mm) => mm.Sibling(ObjectKind.IoMm, mm.Name);

    /// <inheritdoc/>
    public override ObjectName NotifierOf(ObjectName subscriber) => subscriber;

    /// <inheritdoc/>
    public override ObjectName FaultTargetOf(ObjectName mm) => SvaStateOf(mm);
}
