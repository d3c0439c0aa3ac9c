namespace SvaOrleans.Model.Memory;

/// <summary>Rights to memory: those of a mapping (mmap's PROT_*), or those that an access needs.</summary>
[Flags]
public enum Protection
{
    /// <summary>No right (PROT_NONE).</summary>
    None = 0,

    /// <summary>To read.</summary>
    Read = 1,

    /// <summary>To write.</summary>
    Write = 2,

    /// <summary>To execute.</summary>
    Execute = 4,
}
