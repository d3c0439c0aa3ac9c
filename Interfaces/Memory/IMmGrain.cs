using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Memory;

/// <summary>A process address space. Key <c>host/mm/name</c>. Rank 1.</summary>
/// <remarks>A plain request holds the mmap lock for write; an AlwaysInterleave request is one turn and takes no lock in the kernel
/// either.</remarks>
public interface IMmGrain : IKernelObjectGrain
{
    /// <summary>Creates the address space, with one user: empty, or as the image of a fork.</summary>
    ValueTask<Done> Create(CreateMmRequest request);

    /// <summary>Copies the address space for a child. Write-protects the private pages of this one, and so invalidates.</summary>
    [Models("dup_mmap")]
    ValueTask<ForkMmResult> Fork(Stamp stamp);

    /// <summary>mmap.</summary>
    [Models("mmap")]
    ValueTask<MemoryResult> Mmap(MmapRequest request);

    /// <summary>munmap: removes page-table entries, then every device's translations, then the pages.</summary>
    [Models("munmap")]
    ValueTask<MemoryResult> Munmap(RangeRequest request);

    /// <summary>mprotect.</summary>
    [Models("mprotect")]
    ValueTask<MemoryResult> Mprotect(MprotectRequest request);

    /// <summary>madvise.</summary>
    ValueTask<MemoryResult> Madvise(MadviseRequest request);

    /// <summary>mremap.</summary>
    ValueTask<MemoryResult> Mremap(MremapRequest request);

    /// <summary>brk.</summary>
    ValueTask<MemoryResult> Brk(BrkRequest request);

    /// <summary>Maps the holes of the range, for mappings that existed before the trace began.</summary>
    ValueTask<MemoryResult> Adopt(MprotectRequest request);

    /// <summary>The CPU reads or writes pages: -EFAULT at the first that it may not.</summary>
    ValueTask<MemoryResult> Touch(MprotectRequest request);

    /// <summary>Replaces a resident page's frame, as page merging does; the notifier's change_pte.</summary>
    ValueTask<MemoryResult> ChangePte(RangeRequest request);

    /// <summary>Takes resident pages away under memory pressure.</summary>
    ValueTask<MemoryResult> Reclaim(RangeRequest request);

    /// <summary>Asks whether pages were used lately; the notifier's clear_flush_young. Always answered "not young".</summary>
    ValueTask<MemoryResult> Age(RangeRequest request);

    /// <summary>A device's page fault, resolved as a CPU's would be.</summary>
    [Models("handle_mm_fault")]
    ValueTask<HandleFaultResult> HandleFault(HandleFaultRequest request);

    /// <summary>The end of exit_mmap: pages freed, notifier section left, deferred frees run.</summary>
    [Models("exit_mmap")]
    ValueTask<FinishExitMmResult> FinishExit(Stamp stamp);

    /// <summary>mmget: one more user. The caller must be a user already; else a contract violation and -EINVAL.</summary>
    [AlwaysInterleave]
    [Models("mmget")]
    ValueTask<Done> GetUser(Stamp stamp);

    /// <summary>mmget_not_zero: one more user, or -ESRCH when the last is gone.</summary>
    [AlwaysInterleave]
    [Models("mmget_not_zero")]
    ValueTask<Done> TryGetUser(Stamp stamp);

    /// <summary>mmput, up to the decision: the caller that drops the last user must run the exit, with the subscribers of that
    /// moment.</summary>
    [AlwaysInterleave]
    [Models("mmput")]
    ValueTask<PutUserResult> PutUser(Stamp stamp);

    /// <summary>mmu_notifier_register: refused with -EINVAL when no user is left. Takes two mm counts, the io_mm's and the
    /// notifier's.</summary>
    [AlwaysInterleave]
    [Models("mmu_notifier_register")]
    ValueTask<Done> Subscribe(SubscribeRequest request);

    /// <summary>Unregisters without calling release. The mm counts are dropped at once, or after the notifier sections now open.</summary>
    [AlwaysInterleave]
    [Models("mmu_notifier_unregister_no_release")]
    ValueTask<UnsubscribeResult> Unsubscribe(SubscribeRequest request);

    /// <summary>mmdrop: one reference to the structure fewer.</summary>
    [AlwaysInterleave]
    [Models("mmdrop")]
    ValueTask<Done> Drop(Stamp stamp);

    /// <summary>The IOMMU walks the page table.</summary>
    [AlwaysInterleave]
    ValueTask<WalkResult> Walk(WalkRequest request);
}
