namespace SvaOrleans.Grains.Points;

/// <summary>The waits of the 2018 protocol, what it asks again after one, and the references that it holds over one. Each can be left out, so
/// that an explorer shows what it is for.</summary>
/// <remarks>A point is named here when it is of the kernel, of hardware that the kernel relies on, or, from <see cref="BootHappensOnce"/> on, of how
/// a host boots, is stored, ends and comes back.</remarks>
public enum ProtocolPoint
{
    /// <summary>A bind asks whether the mm exits (io_mm_attach, 05/40, where the text leaves it to the caller).</summary>
    [Guards("D6, D7, 12", "a bond is made that the exit has passed already")]
    BindLooksForExit,

    /// <summary>Registering with the notifier asks whether the mm has users (mmu_notifier_register).</summary>
    [Guards("D6, 8", "an address space without users is bound, and no exit will ever come for it")]
    SubscribeLooksForUsers,

    /// <summary>A bind asks whether the device is being shut down or moved.</summary>
    [Guards("R9", "a bond slips in behind the last unbind")]
    BindLooksForShutdown,

    /// <summary>A bind returns when the device has the bond in its list.</summary>
    [Guards("4, 24", "a bond is taken from a list in which it is not yet, and stays in it")]
    BindWaitsForLink,

    /// <summary>A bond is made when the table entry is written in every IOMMU of the domain (mm_attach, 03/40).</summary>
    [Guards("11, 20", "a number is used before hardware knows it, or an entry is written behind its removal")]
    AttachWaitsForEntry,

    /// <summary>A shutdown, or a move to another domain, waits for the binds under way.</summary>
    [Guards("R9", "a bind that had begun makes its bond on a device that is shut down")]
    ShutdownWaitsForBinds,

    /// <summary>Several that close a device to binds are counted; the last one opens it.</summary>
    [Guards("R9", "who ends first lets binds into the other one's shutdown")]
    ClosersAreCounted,

    /// <summary>A shutdown asks after its waits whether the initialisation is still the one that it met.</summary>
    [Guards("R9", "the later of two shutdowns takes back an initialisation that came after it")]
    ShutdownLooksAgain,

    /// <summary>Moves of one function wait for each other: the group's mutex (iommu_attach_device).</summary>
    [Guards("4, 11", "a function is in two domains, or in none")]
    MovesTakeTurns,

    /// <summary>A move enters a domain when the one before has been left.</summary>
    [Guards("4, 11", "what leaves the old domain takes back the entry of the new one")]
    MoveLeavesFirst,

    /// <summary>A domain has been left when the IOMMU has taken back the function's entry.</summary>
    [Guards("4, 11", "the entry of the next domain is taken back, and the function is in none")]
    LeaveWaitsForDeviceEntry,

    /// <summary>A function enters a domain when its IOMMU has the entries that the others have.</summary>
    [Guards("11", "a device comes to a domain, and does not reach the processes that are bound there")]
    JoinWaitsForEntries,

    /// <summary>A domain has been entered when the IOMMU has the function's entry.</summary>
    [Guards("4, 11", "a device that has been moved still uses what the domain before gave it")]
    JoinWaitsForDeviceEntry,

    /// <summary>An unbind asks whether somebody else has claimed the bond (detach_locked, 05/40).</summary>
    [Guards("R4, D4, 24", "a bond is torn down twice, or while its mm_exit runs")]
    UnbindYieldsToClaim,

    /// <summary>An unbind whose bond somebody else has claimed waits until it is gone (the wait queue of detach_locked, 05/40).</summary>
    [Guards("R4, 22", "unbind returns while mm_exit still uses what the driver frees next")]
    UnbindWaitsForClaimant,

    /// <summary>Who comes to wait for a bond asks first whether it is gone already.</summary>
    [Guards("D3, 38", "a waiter waits for a wake-up that has been")]
    WaiterLooksForBond,

    /// <summary>Who comes to wait for a bond while its number is given back waits for that too.</summary>
    [Guards("28", "an unbind returns, and the number that it gave back is not free yet")]
    WaitOutlastsNumber,

    /// <summary>An unbind that has found a bond asks the io_mm whether it is there still.</summary>
    [Guards("D3, D5, 25", "an unbind uses a bond that is gone")]
    UnbindLooksForBond,

    /// <summary>An unbind that has flushed asks again whose bond the number stands for.</summary>
    [Guards("D8, D11", "a file closed late unbinds the number's next owner")]
    UnbindComparesOwner,

    /// <summary>An unbind flushes faults before it looks for the bond (iopf_queue_flush_dev, 07/40).</summary>
    [Guards("D11, 35", "a page that was asked for before the unbind never comes")]
    UnbindFlushesFirst,

    /// <summary>An unbind flushes faults after the bond's teardown, before the number can go.</summary>
    [Guards("D8, 28", "a fault of the number's former owner is queued when the next one gets it")]
    UnbindFlushesBeforeFree,

    /// <summary>An unbind that has put the last reference returns when the io_mm's memory is free.</summary>
    [Guards("2", "an unbind returns, and what it freed is there")]
    UnbindWaitsForFree,

    /// <summary>Who puts the last reference to an io_mm goes on when its number is free.</summary>
    [Guards("28", "an unbind or an exit is over, and the number is not free yet")]
    PutWaitsForNumber,

    /// <summary>A bond is torn down when its device has it in its list no more.</summary>
    [Guards("4, 24", "the number's next bond meets the one before in the device's list")]
    TeardownWaitsForUnlink,

    /// <summary>Caches are invalidated when the table entry is gone.</summary>
    [Guards("11, 13, 28", "what was invalidated is read from the table once more")]
    EntryGoesBeforeCaches,

    /// <summary>A release asks whether the io_mm is still the one that was registered (kref_get_unless_zero, 05/40).</summary>
    [Guards("R2, 7", "an io_mm whose last reference is gone is released once more")]
    ReleaseLooksForIoMm,

    /// <summary>A release holds a reference to the io_mm to its end.</summary>
    [Guards("R2, 2, 25", "the io_mm goes between two handlers, and the release goes on in it")]
    ReleaseHoldsIoMm,

    /// <summary>A release passes bonds that an unbind has claimed.</summary>
    [Guards("R5, 21", "mm_exit is called for a bond that is torn down")]
    ReleaseSkipsClaimed,

    /// <summary>A release waits for the driver's mm_exit.</summary>
    [Guards("R4, 21, 22", "a bond is torn down while its driver still stops the device")]
    ReleaseWaitsForHandler,

    /// <summary>A release flushes faults after mm_exit, before the bond's teardown (iopf_queue_flush_dev, 07/40).</summary>
    [Guards("D8, D11", "a fault is handled while its bond is torn down")]
    ReleaseFlushesFirst,

    /// <summary>A release flushes faults after the bond's teardown, before the number can go.</summary>
    [Guards("D8, 28", "a fault of the number's former owner is queued when the next one gets it")]
    ReleaseFlushesBeforeFree,

    /// <summary>A release puts a bond's reference when the bond is torn down.</summary>
    [Guards("24", "a bond goes before its teardown")]
    ReleaseWaitsForTeardown,

    /// <summary>A release goes on to the next bond, or to its end, when the reference is put.</summary>
    [Guards("2, 25", "the last reference is put when nobody frees the memory any more")]
    ReleaseWaitsForPut,

    /// <summary>An exit goes on when the release has put its own reference.</summary>
    [Guards("2, 25", "the notifier section is left too early, and nobody frees the memory")]
    ExitWaitsForPut,

    /// <summary>Who puts a reference to an io_mm asks whether it was the last.</summary>
    [Guards("2, 7", "an io_mm is given up while others hold it")]
    PutLooksForReferences,

    /// <summary>An io_mm holds the mm's structure (mm_count).</summary>
    [Guards("8", "the structure goes while an io_mm refers to it")]
    IoMmHoldsMm,

    /// <summary>The last mmput enters a notifier section, and leaves it after the exit (SRCU of mmu_notifier).</summary>
    [Guards("R2, R3, 25", "the io_mm's memory goes before its release has looked at it")]
    ExitOpensSection,

    /// <summary>An exit frees pages when every subscriber has released (exit_mmap).</summary>
    [Guards("12, 13, 14", "pages go while devices reach them")]
    ExitWaitsForRelease,

    /// <summary>Who tells of an invalidation does so in a notifier section (SRCU of mmu_notifier).</summary>
    [Guards("R3, R12, 25", "an io_mm's memory goes while a notifier is about to use it")]
    NotifierOpensSection,

    /// <summary>The memory of an io_mm that unregisters waits for the notifier sections that are open (mmu_notifier_call_srcu).</summary>
    [Guards("R3, 25", "memory goes under a notifier that is about to use it")]
    FreeWaitsForSections,

    /// <summary>Deferred frees wait for the last of several notifier sections.</summary>
    [Guards("R3, 25", "the first notifier to end frees what another one still uses")]
    FreeWaitsForLastSection,

    /// <summary>Who leaves a notifier section goes on when what had to wait for it is freed.</summary>
    [Guards("2, 25", "an exit is over, and an io_mm's memory is there")]
    SectionWaitsForFrees,

    /// <summary>A notification asks whether the io_mm is still the one that was registered.</summary>
    [Guards("R12, 27", "an invalidation is told to an io_mm that was released")]
    InvalidateLooksForIoMm,

    /// <summary>A notification passes bonds that are torn down.</summary>
    [Guards("R12, 24", "a driver is told of an invalidation after its mm_detach")]
    InvalidateSkipsDetached,

    /// <summary>Pages go only after every notifier has returned (unmap_region: invalidate, then free).</summary>
    [Guards("R12, 14", "a freed page can be reached through a translation that is cached still")]
    PagesWaitForNotifiers,

    /// <summary>A fork returns when every device has dropped the write rights that it took away (mmu_notifier_invalidate_range_end).</summary>
    [Guards("14", "a device writes to a page that the child has as its own")]
    ForkWaitsForNotifiers,

    /// <summary>A write that copies a page goes on when every device has dropped the page before it.</summary>
    [Guards("14", "a device reads what the process has written over")]
    CopyWaitsForNotifiers,

    /// <summary>Page merging goes on when every device has dropped the frame before it (change_pte).</summary>
    [Guards("14", "a device uses a frame that is merged away")]
    ChangePteWaitsForNotifiers,

    /// <summary>Ageing goes on when every device has dropped the page, so that the next access tells that it is used (clear_flush_young).</summary>
    [Guards("14", "a page looks old that a device uses")]
    AgeingWaitsForNotifiers,

    /// <summary>A sync completes when every device has dropped its translations.</summary>
    [Guards("R11, 14, 36", "a table entry or a page goes while a device still has it cached")]
    SyncWaitsForDevices,

    /// <summary>A page walk whose page was invalidated meanwhile is done again (IOMMU hardware).</summary>
    [Guards("R12, 14", "an IOMMU caches what it read before the invalidation")]
    WalkLooksForInvalidation,

    /// <summary>A device asks again for a translation that an invalidation has overtaken (ATS).</summary>
    [Guards("R12, 14", "a device caches what was read before the invalidation")]
    DeviceLooksForInvalidation,

    /// <summary>A device asks before and after each translation whether its driver has stopped it.</summary>
    [Guards("13", "a device uses a PASID after its mm_exit")]
    DeviceLooksForStop,

    /// <summary>A device that has used up its page requests waits for an answer.</summary>
    [Guards("34", "more page requests are outstanding than the device was granted")]
    DeviceWaitsForCredit,

    /// <summary>The fault handler asks whether the io_mm of a number is ready and lives (iommu_sva_find, try-get).</summary>
    [Guards("R1, 20", "a page request is granted on a number that is only reserved")]
    FaultLooksForIoMm,

    /// <summary>The fault handler holds a user of the mm (mmget_not_zero).</summary>
    [Guards("R20, 32", "a page is faulted in to an address space that is gone")]
    FaultTakesUser,

    /// <summary>The fault handler leaves the last mmput to another worker (mmput_async).</summary>
    [Guards("R8, 38", "the exit flushes the queue that its own thread works for")]
    FaultPutsUserElsewhere,

    /// <summary>The fault handler goes on when the other worker has the user that it leaves to it.</summary>
    [Guards("hosts", "a host's workers are idle, and the last user of an address space is between two of them")]
    FaultWaitsForHandOver,

    /// <summary>A flush waits for page requests that the device has posted and that are on their way to the hardware queue.</summary>
    [Guards("D8, 28", "a page request reaches the queue when the flush has passed")]
    FlushWaitsForPosted,

    /// <summary>A flush takes what the hardware queue holds (iopf_queue_flush_dev calls the driver's flush).</summary>
    [Guards("D8, 28", "a page request waits in hardware while the number changes hands")]
    FlushTakesHardwareQueue,

    /// <summary>A flush waits for the groups that are being handled (flush_workqueue).</summary>
    [Guards("D8, D11, 28", "a fault is being handled when the number changes hands")]
    FlushWaitsForGroups,

    /// <summary>A group is being handled until its answer is at the device, and not only on its way there.</summary>
    [Guards("28, 29", "a flush returns, and the answer to a request of the number's former owner comes to the next one")]
    GroupEndsWithItsAnswer,

    /// <summary>A flush that wakes goes on only if no group is left.</summary>
    [Guards("D8, D11, 28", "the first of several groups lets the flush through")]
    FlushWaitsForAllGroups,

    /// <summary>Those who take requests from the hardware queue take turns, so that who comes last knows that all before it is queued.</summary>
    [Guards("D8, 28", "a flush finds an empty queue while another thread carries requests from it")]
    ServersTakeTurns,

    /// <summary>A request that comes up for a device without fault queue is answered (iommu_queue_iopf fails).</summary>
    [Guards("R27, 30, 39", "a device waits for an answer for ever")]
    RequestWithoutQueueIsAnswered,

    /// <summary>A late answer asks whether the group is pending still.</summary>
    [Guards("R27, 30, 31", "a group is answered twice")]
    AnswerLooksForGroup,

    /// <summary>The end of a process waits for its system calls: while one runs, its thread is a user of the mm.</summary>
    [Guards("R34, 27", "an address space goes under a bind or a fork")]
    EndWaitsForCalls,

    /// <summary>A system call asks whether its process has ended.</summary>
    [Guards("R34, 27", "a process that is gone binds, forks or opens")]
    CallLooksForEnd,

    /// <summary>The end of a process asks whether it has ended already.</summary>
    [Guards("R34, 7, 27", "a user of the mm is dropped twice")]
    EndHappensOnce,

    /// <summary>A call on the address space asks whether it has users.</summary>
    [Guards("R34", "memory is mapped in an address space that is gone")]
    MemoryCallLooksForUsers,

    /// <summary>A fork asks of each file that it copies whether it is open still (get_file_rcu).</summary>
    [Guards("7", "a file that was closed is open again")]
    ForkLooksForFile,

    /// <summary>A driver's lock is waited for.</summary>
    [Guards("R6, R7", "two are in a section of one lock")]
    LockWaitsForOwner,

    /// <summary>Who asks a worker whether it is idle waits until it is.</summary>
    [Guards("hosts", "a program has ended, and what it asked for is still at work")]
    IdleWaitsForWork,

    /// <summary>The end of a program waits for the host's workers.</summary>
    [Guards("hosts", "a program has ended, and what it asked for is still at work")]
    RunWaitsForWorkers,

    /// <summary>A program that failed asks whether its boot has ended meanwhile.</summary>
    [Guards("hosts", "the end of a boot is told as a fault of the program")]
    RunLooksForBoot,

    /// <summary>A boot asks whether the host is up, or being booted.</summary>
    [Guards("hosts", "a host boots twice at once")]
    BootHappensOnce,

    /// <summary>Who is told that a host is up, and in which boot, is told so when the boot is done.</summary>
    [Guards("hosts", "a boot is given orders, and ended by them, before it has all its parts")]
    BusyWaitsForBoot,

    /// <summary>A boot's number is stored before the boot begins.</summary>
    [Guards("hosts", "two boots have one number, and requests of the one are served in the other")]
    BootStoresItsNumber,

    /// <summary>A boot is not done before each part has been told what it is.</summary>
    [Guards("hosts", "a program meets a machine of which half is there")]
    BootWaitsForParts,

    /// <summary>A boot that has failed ends what it had begun.</summary>
    [Guards("hosts", "half a machine stays")]
    FailedBootEnds,

    /// <summary>A boot from a checkpoint is not done before each object has its state.</summary>
    [Guards("hosts", "a program meets objects that are empty still")]
    RestoreWaitsForObjects,

    /// <summary>A reboot asks whether a program runs.</summary>
    [Guards("hosts", "a program is ended by a reboot that should have been refused")]
    RebootLooksForPrograms,

    /// <summary>A checkpoint asks whether a program runs.</summary>
    [Guards("hosts", "a checkpoint keeps the middle of a program, and nobody who goes on with it")]
    CheckpointLooksForPrograms,

    /// <summary>A checkpoint asks each object whether it is at work.</summary>
    [Guards("hosts", "a checkpoint keeps work that nobody goes on with")]
    CheckpointLooksForWork,

    /// <summary>Objects of a boot that is over go only when all of them have been told, and what they had begun has ended.</summary>
    [Guards("hosts", "who still runs asks something of an object that has gone")]
    EndWaitsForWork,

    /// <summary>An object that is told of its boot's end answers when what it had begun has ended.</summary>
    [Guards("hosts", "an object goes under its own work")]
    ObjectEndsItsWork,

    /// <summary>A boot's end waits until its objects have gone.</summary>
    [Guards("hosts", "objects of an earlier boot stand in the way of the next one's")]
    EndWaitsForObjects,

    /// <summary>An object that may not have heard of its boot's end is told again.</summary>
    [Guards("hosts", "an object of an earlier boot stays")]
    EndTellsAgain,

    /// <summary>An object that is told of a boot's end asks whether it is of a later one.</summary>
    [Guards("hosts", "a host that is gone ends objects of the boot after it")]
    EndLooksForLaterBoot,

    /// <summary>Switching a host off waits until its boot has ended.</summary>
    [Guards("hosts", "a host is off, and its objects live")]
    PowerOffWaitsForEnd,

    /// <summary>What a host stores is written one after the other.</summary>
    [Guards("hosts", "a write that fails takes back what another one has stored")]
    StoresTakeTurns,

    /// <summary>Pictures of a host are taken one after the other.</summary>
    [Guards("hosts", "a picture lacks what another one took away")]
    ViewsTakeTurns,

    /// <summary>Who has waited for a turn to take a picture asks whether the boot is still the same.</summary>
    [Guards("hosts", "a picture shows another boot than was asked for")]
    ViewLooksForBoot,

    /// <summary>A picture of a host waits for those of its objects.</summary>
    [Guards("hosts", "a picture lacks objects")]
    ViewWaitsForPictures,

    /// <summary>Who has waited for the objects' pictures asks whether the boot is still the same.</summary>
    [Guards("hosts", "a picture lacks the objects that have gone meanwhile")]
    ViewLooksAgain,

    /// <summary>A probe waits while the host boots or ends.</summary>
    [Guards("hosts", "half a machine is told of as a whole one, or one that comes up as off")]
    ProbeWaitsForChange,

    /// <summary>A probe that has waited asks whether the host has begun to boot or end again.</summary>
    [Guards("hosts", "a host that is rebooted once more is taken for one that has crashed")]
    ProbeLooksAgain,

    /// <summary>A probe asks whether the boot has ended by itself.</summary>
    [Guards("hosts", "a host that has lost an object never comes back")]
    ProbeLooksForEnd,

    /// <summary>A probe that has brought a host back asks whether that boot has ended by itself, too.</summary>
    [Guards("hosts", "a host that has lost an object while it came back is told of as up")]
    ReviverLooksAgain,

    /// <summary>A host that was up is up again before it takes its first request.</summary>
    [Guards("hosts", "a host that crashed counts as off")]
    HostComesBackFirst,

    /// <summary>A host that goes in order ends its boot before.</summary>
    [Guards("hosts", "objects stay that no host stands behind")]
    HostEndsItsBoot,

    /// <summary>Every request asks whether it is of the boot in which its object lives.</summary>
    [Guards("hosts", "what was asked of one boot happens in another")]
    RequestLooksForBoot,

    /// <summary>Who comes to wait asks whether the boot's end has been told.</summary>
    [Guards("hosts", "a waiter waits for somebody who is gone")]
    WaitLooksForEnd,

    /// <summary>Work that gets no answer from an object ends the boot.</summary>
    [Guards("hosts", "a kernel goes on that does not know what it has done")]
    LostAnswerEndsBoot,

    /// <summary>An object that goes by itself ends the boot.</summary>
    [Guards("hosts", "a kernel goes on that has lost an object's state")]
    LostObjectEndsBoot,

    /// <summary>An object that has served nobody asks at a request of another boot which boot its host is in now.</summary>
    [Guards("hosts", "who came to be by a call that was given up refuses the next boot's")]
    ComerTakesBoot,

    /// <summary>Who came to be by a request that it refuses goes again, and so does who has outlived its boot.</summary>
    [Guards("hosts", "it stands in the way of the next boot's object")]
    RefuserGoes,
}
