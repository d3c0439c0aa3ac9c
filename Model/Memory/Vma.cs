namespace SvaOrleans.Model.Memory;

/// <summary>A mapping: pages in a row with the same rights and the same kind of sharing (the kernel's vm_area_struct).</summary>
/// <param name="Range">The pages; never empty.</param>
/// <param name="Protection">The rights that mmap or mprotect gave.</param>
/// <param name="IsShared">Whether writes reach other processes (MAP_SHARED); if not, a write to a shared page copies it.</param>
public readonly record struct Vma(PageRange Range, Protection Protection, bool IsShared);
