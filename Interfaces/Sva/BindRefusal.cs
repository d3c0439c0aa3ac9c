namespace SvaOrleans.Interfaces.Sva;

/// <summary>Which check of a bind said no, where its errno is that of several.</summary>
public enum BindRefusal
{
    /// <summary>None did, or the errno says it.</summary>
    None,

    /// <summary>-EINVAL: the function shares its group, and the kernel binds functions only that have one of their own.</summary>
    SharedGroup,

    /// <summary>-EINVAL: the function is in no domain.</summary>
    NoDomain,

    /// <summary>-EINVAL: device_init was not called, or failed, or was taken back.</summary>
    NotInitialised,

    /// <summary>-EINVAL: bind requests a feature that device_init did not.</summary>
    FeatureNotEnabled,

    /// <summary>-EINVAL: the device is being shut down, or moved.</summary>
    Closing,

    /// <summary>-EINVAL: the address space is exiting, or has exited.</summary>
    MmExiting,
}
