namespace SvaOrleans.Model.Memory;

/// <summary>How a page fault ended.</summary>
public enum FaultResult
{
    /// <summary>The page is present with the rights asked for.</summary>
    Handled,

    /// <summary>Nothing is mapped there.</summary>
    NoVma,

    /// <summary>The mapping lacks a right.</summary>
    NoRights,
}

/// <summary>The outcome of a page fault.</summary>
/// <param name="Result">The result.</param>
/// <param name="Pte">The entry after it; all zero unless handled.</param>
/// <param name="Change">The page to invalidate when a copy-on-write gave it a new frame; otherwise nothing.</param>
public readonly record struct FaultOutcome(FaultResult Result, Pte Pte, MemoryChange Change)
{
    /// <summary>Whether a present page only gained the right to write, on the same frame. Kernels before 6.6 tell no secondary TLB of that,
    /// later ones do (race R38); nothing becomes unsafe either way, so <see cref="Change"/> does not list the page.</summary>
    public bool IsPermissionUpgrade { get; init; }
}
