namespace SvaOrleans.Model.Memory;

/// <summary>The flags of mremap.</summary>
[Flags]
public enum RemapOptions
{
    /// <summary>Grow or shrink in place only.</summary>
    None = 0,

    /// <summary>MREMAP_MAYMOVE.</summary>
    MayMove = 1,

    /// <summary>MREMAP_FIXED: to the given place, and unmaps what is there; needs <see cref="MayMove"/>.</summary>
    Fixed = 2,

    /// <summary>MREMAP_DONTUNMAP: the old mapping stays, empty; needs <see cref="MayMove"/> and an unchanged length.</summary>
    DontUnmap = 4,
}
