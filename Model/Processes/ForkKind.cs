namespace SvaOrleans.Model.Processes;

/// <summary>How a child relates to its parent.</summary>
public enum ForkKind
{
    /// <summary>fork: a copy of the mm.</summary>
    Fork,

    /// <summary>vfork or clone with CLONE_VM: another process on the same mm.</summary>
    SharedMm,

    /// <summary>A thread: the same mm, the same descriptors.</summary>
    Thread,
}
