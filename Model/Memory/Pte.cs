namespace SvaOrleans.Model.Memory;

/// <summary>The page table entry of a resident page.</summary>
/// <param name="Frame">The physical page.</param>
/// <param name="IsWritable">Whether hardware may write through it now.</param>
/// <param name="IsCopyOnWrite">Whether a write must first copy the page; never together with <paramref name="IsWritable"/>.</param>
public readonly record struct Pte(FrameNumber Frame, bool IsWritable, bool IsCopyOnWrite);
