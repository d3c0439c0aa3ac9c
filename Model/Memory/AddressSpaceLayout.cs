namespace SvaOrleans.Model.Memory;

/// <summary>Where the kernel puts things in an address space.</summary>
/// <param name="End">The page after the last one that user space may map.</param>
/// <param name="MmapBase">Mappings without a wished address grow down from here.</param>
/// <param name="BrkStart">First page of the heap.</param>
public readonly record struct AddressSpaceLayout(PageNumber End, PageNumber MmapBase, PageNumber BrkStart)
{
    /// <summary>The lowest page that a mapping without a wished address may get: 64 KiB, the usual vm.mmap_min_addr.</summary>
    public const ulong LowestFreePage = 16;

    /// <summary>48 bits, so that traces of arm64 (48 bits) and x86-64 (47 bits) both fit; mmap base and heap where Linux on x86-64 puts
    /// them without address space randomisation.</summary>
    public static AddressSpaceLayout Default => new(new(1ul << 36), new(0x7_ffff_7fff), new(0x5_5555_5560));
}
