namespace SvaOrleans.Model.Invalidation;

/// <summary>The vendor's architecture: decides the shape of tables and of invalidation commands.</summary>
public enum IommuKind
{
    /// <summary>Arm SMMUv3.</summary>
    ArmSmmuV3,

    /// <summary>Intel VT-d in scalable mode.</summary>
    IntelVtd,

    /// <summary>AMD-Vi.</summary>
    AmdVi,
}
