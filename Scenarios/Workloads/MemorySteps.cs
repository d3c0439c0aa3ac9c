using SvaOrleans.Inputs.Traces.Events;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Scenarios.Workloads;

/// <summary>Turns the memory calls of a trace into memory steps. Calls that failed changed nothing and are left out, except mprotect
/// and madvise, which may have changed a part.</summary>
internal static class MemorySteps
{
    /// <summary>The step for a traced call; null when it changes nothing that is simulated.</summary>
    /// <param name="traced">The call.</param>
    /// <param name="mm">The address space.</param>
    public static MemoryStep? Of(TraceEvent traced, ObjectName mm) =>
        traced switch
        {
            MapEvent { Outcome.Succeeded: true } map => new(
                0,
                mm,
                MemoryOperation.Mmap,
                map.Range,
                true,
                Protection(map.Rights),
                map.Shared
            ),

            // munmap takes effect when it begins, so one whose task was killed inside it has still unmapped.
            UnmapEvent { Outcome: { Succeeded: true } or { IsUnknown: true } } unmap => new(0, mm, MemoryOperation.Munmap, unmap.Range),
            ProtectEvent { MayHaveChanged: true } protect => new(
                0,
                mm,
                MemoryOperation.Mprotect,
                protect.Range,
                Protection: Protection(protect.Rights)
            ),
            AdviseEvent { MayHaveChanged: true } advise => new(
                0,
                mm,
                MemoryOperation.Madvise,
                advise.Range,
                Advice: AdviceOf(advise.Advice)
            ),
            RemapEvent { Outcome.Succeeded: true } remap => Remap(remap, mm),
            BreakEvent { Outcome.Succeeded: true } moved when moved.After != moved.Before => new(
                0,
                mm,
                MemoryOperation.Brk,
                UpTo(moved.After)
            ),
            _ => null,
        };

    /// <summary>The step that sets the beginning of the heap: where the first brk of an address space finds it.</summary>
    public static MemoryStep HeapStart(BreakEvent first, ObjectName mm) =>
        new(0, mm, MemoryOperation.Brk, UpTo(first.Before ?? first.After), true);

    private static MemoryStep Remap(RemapEvent remap, ObjectName mm)
    {
        if (remap.OldLengthBytes == 0)
        {
            // A second mapping of shared pages.
            return new(
                0,
                mm,
                MemoryOperation.Mmap,
                remap.NewRange,
                true,
                Model.Memory.Protection.Read | Model.Memory.Protection.Write,
                true
            );
        }

        var options = RemapOptions.None;
        PageNumber? target = null;
        if (remap.NewStart != remap.OldStart)
        {
            options = RemapOptions.MayMove | RemapOptions.Fixed;
            target = remap.NewRange.First;
        }

        if (remap.KeepsOld)
        {
            options |= RemapOptions.MayMove | RemapOptions.DontUnmap;
        }

        return new(0, mm, MemoryOperation.Mremap, remap.OldRange, Remap: options, NewPageCount: remap.NewRange.Count, Target: target);
    }

    private static PageRange UpTo(ulong address) => PageRange.OfBytes(0, address);

    private static Protection Protection(Rights rights) =>
        (rights.HasFlag(Rights.Read) ? Model.Memory.Protection.Read : 0)
        | (rights.HasFlag(Rights.Write) ? Model.Memory.Protection.Write : 0)
        | (rights.HasFlag(Rights.Execute) ? Model.Memory.Protection.Execute : 0);

    private static Advice AdviceOf(string advice) =>
        advice switch
        {
            "MADV_NORMAL" => Advice.Normal,
            "MADV_RANDOM" => Advice.Random,
            "MADV_SEQUENTIAL" => Advice.Sequential,
            "MADV_WILLNEED" => Advice.WillNeed,
            "MADV_DONTNEED" or "MADV_DONTNEED_LOCKED" or "MADV_GUARD_INSTALL" => Advice.DontNeed,
            "MADV_FREE" => Advice.Free,
            "MADV_COLD" => Advice.Cold,
            "MADV_PAGEOUT" => Advice.PageOut,
            "MADV_REMOVE" => Advice.Remove,
            _ => Advice.Other,
        };
}
