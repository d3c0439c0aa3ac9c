using System.Globalization;

namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>How an IOMMU is split.</summary>
public enum SplitRule
{
    /// <summary>One for each root bus: <c>root-bus</c>.</summary>
    RootBus,

    /// <summary>One for each NUMA node: <c>numa-node</c>.</summary>
    NumaNode,
}

/// <summary>One IOMMU of a host.</summary>
public sealed record MachineIommu
{
    private const int ScalableMode = 43;
    private const int ExtendedContexts = 24;

    /// <summary>Its name in the system: <c>dmar0</c>, <c>ivhd0</c>, <c>smmu3.0x0000000009050000</c>, <c>0000:00:02.0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required IommuArchitecture Kind { get; init; }

    /// <summary>Whether the import assumed it, as the source shows no IOMMUs.</summary>
    public bool Assumed { get; init; }

    /// <summary>The IOMMU of which a split made it; null for a real one.</summary>
    public string? SplitFrom { get; init; }

    /// <summary>How it was split off.</summary>
    public SplitRule? SplitBy { get; init; }

    /// <summary>What people want it to have; null for what its kind has.</summary>
    public IommuSettings? Settings { get; init; }

    /// <summary>
    /// Its sysfs attributes by name, without the driver's name (<c>cap</c>, <c>ecap</c>, <c>features</c>); in order of name.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> Attributes { get; init; } = [];

    /// <summary>Names of things behind it that are no PCI functions.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>What the attributes say about sharing address spaces, in words; empty when they do not say.</summary>
    /// <remarks>Bits of VT-d's extended capability register as in the kernel's drivers/iommu/intel/iommu.h.</remarks>
    public IReadOnlyList<string> Abilities
    {
        get
        {
            if (ExtendedCapabilities is not { } ecap)
            {
                return [];
            }

            (int Bit, string Words)[] bits =
            [
                (ScalableMode, "scalable mode"),
                (ExtendedContexts, "extended contexts"),
                (47, "first-level tables"),
                (40, "PASID"),
                (29, "page requests"),
                (2, "device TLBs"),
            ];
            return [.. bits.Where(b => ((ecap >> b.Bit) & 1) != 0).Select(b => b.Words)];
        }
    }

    /// <summary>VT-d: whether it is one of before 3.0, in extended context mode, which leaves entry 0 of a PASID table free. Settings come
    /// before
    /// what the attributes say; false where neither says.</summary>
    public bool IsExtended =>
        Kind == IommuArchitecture.IntelVtd
        && (
            Settings?.Ecs
            ?? (ExtendedCapabilities is { } ecap && ((ecap >> ExtendedContexts) & 1) != 0 && ((ecap >> ScalableMode) & 1) == 0)
        );

    private ulong? ExtendedCapabilities =>
        Kind == IommuArchitecture.IntelVtd
        && ulong.TryParse(Attribute("ecap"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ecap)
            ? ecap
            : null;

    /// <summary>An attribute's value, or null.</summary>
    /// <param name="name">Its name.</param>
    public string? Attribute(string name) => Attributes.FirstOrDefault(a => a.Name == name).Value;
}
