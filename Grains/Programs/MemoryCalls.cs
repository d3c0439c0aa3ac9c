using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Grains.Programs;

/// <summary>Turns a memory step into the mm's call.</summary>
internal static class MemoryCalls
{
    public static ValueTask<MemoryResult> Perform(IMmGrain mm, Stamp stamp, MemoryStep step) =>
        step.Operation switch
        {
            MemoryOperation.Mmap => mm.Mmap(
                new(stamp, step.IsFixed ? step.Range.First : null, step.Range.Count, step.Protection, step.IsShared)
            ),
            MemoryOperation.Munmap => mm.Munmap(new(stamp, step.Range)),
            MemoryOperation.Mprotect => mm.Mprotect(new(stamp, step.Range, step.Protection)),
            MemoryOperation.Madvise => mm.Madvise(new(stamp, step.Range, step.Advice)),
            MemoryOperation.Mremap => mm.Mremap(new(stamp, step.Range, step.NewPageCount, step.Remap, step.Target)),
            MemoryOperation.Brk => mm.Brk(new(stamp, step.Range.End, step.IsFixed)),
            MemoryOperation.Adopt => mm.Adopt(new(stamp, step.Range, step.Protection)),
            MemoryOperation.Touch => mm.Touch(new(stamp, step.Range, step.Protection)),
            MemoryOperation.ChangePte => mm.ChangePte(new(stamp, step.Range)),
            MemoryOperation.Reclaim => mm.Reclaim(new(stamp, step.Range)),
            MemoryOperation.Age => mm.Age(new(stamp, step.Range)),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.Operation, "not a memory operation"),
        };
}
