using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Inputs.Topologies;

/// <summary>What an IOMMU is.</summary>
public enum IommuKind
{
    /// <summary>Intel VT-d: <c>intel-vtd</c>.</summary>
    IntelVtd,

    /// <summary>AMD-Vi: <c>amd-vi</c>.</summary>
    AmdVi,

    /// <summary>Arm SMMUv3: <c>arm-smmu-v3</c>.</summary>
    ArmSmmuV3,

    /// <summary>A virtual machine's paravirtual IOMMU: <c>virtio-iommu</c>.</summary>
    VirtioIommu,

    /// <summary>Anything else: <c>other</c>.</summary>
    Other,
}

/// <summary>The kinds' names.</summary>
public static class IommuKinds
{
    private static readonly string[] Names = ["intel-vtd", "amd-vi", "arm-smmu-v3", "virtio-iommu", "other"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Words => Names;

    /// <summary>All names, for messages: <c>intel-vtd, amd-vi, ...</c>.</summary>
    public static string All => string.Join(", ", Names);

    /// <summary>A kind's name in files and on the command line.</summary>
    /// <param name="kind">The kind.</param>
    public static string Name(this IommuKind kind) => Names[(int)kind];

    /// <summary>Reads a kind's name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="kind">The kind.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IommuKind kind)
    {
        var index = Array.IndexOf(Names, text);
        kind = (IommuKind)Math.Max(index, 0);
        return index >= 0;
    }
}
