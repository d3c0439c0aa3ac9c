namespace SvaOrleans.Model.Invalidation;

/// <summary>The words for kinds of IOMMUs in scenario files and output.</summary>
public static class IommuWords
{
    /// <summary>The word.</summary>
    public static string Of(IommuKind kind) =>
        kind switch
        {
            IommuKind.ArmSmmuV3 => "arm-smmu-v3",
            IommuKind.IntelVtd => "intel-vtd",
            _ => "amd-vi",
        };
}
