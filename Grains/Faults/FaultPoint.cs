using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Faults;

/// <summary>Points of the fault queues and of the worker that serves them.</summary>
public static class FaultPoint
{
    /// <summary>The fault handler holds a user of the mm (mmget_not_zero).</summary>
    public static readonly ProtocolPoint FaultTakesUser = new(
        "faults",
        "fault-takes-user",
        "R20, 32",
        "a page is faulted in to an address space without users"
    );

    /// <summary>The fault handler leaves the last mmput to another worker (mmput_async).</summary>
    public static readonly ProtocolPoint FaultPutsUserElsewhere = new(
        "faults",
        "fault-puts-user-elsewhere",
        "R8, 38",
        "the exit flushes the queue that its own thread works for"
    );

    /// <summary>The fault handler continues after the other worker has taken over the user.</summary>
    public static readonly ProtocolPoint FaultWaitsForHandOver = new(
        "faults",
        "fault-waits-for-hand-over",
        "hosts",
        "a host's workers are idle while the last user of an address space is passed between two of them"
    );

    /// <summary>A flush waits for page requests that the device has posted and that are on their way to the hardware queue.</summary>
    public static readonly ProtocolPoint FlushWaitsForPosted = new(
        "faults",
        "flush-waits-for-posted",
        "D8, 28",
        "a page request reaches the queue after the flush"
    );

    /// <summary>A flush takes what the hardware queue holds (iopf_queue_flush_dev calls the driver's flush).</summary>
    public static readonly ProtocolPoint FlushTakesHardwareQueue = new(
        "faults",
        "flush-takes-hardware-queue",
        "D8, 28",
        "a page request waits in hardware while the PASID changes its owner"
    );

    /// <summary>A flush waits for the groups that are being handled (flush_workqueue).</summary>
    public static readonly ProtocolPoint FlushWaitsForGroups = new(
        "faults",
        "flush-waits-for-groups",
        "D8, D11, 28",
        "a fault is being handled while the PASID changes its owner"
    );

    /// <summary>A group is pending until its answer has reached the device.</summary>
    public static readonly ProtocolPoint GroupEndsWithItsAnswer = new(
        "faults",
        "group-ends-with-its-answer",
        "28, 29",
        "a flush returns, and the answer to a request of the PASID's former owner reaches the next one"
    );

    /// <summary>A flush that wakes continues only if no group is left.</summary>
    public static readonly ProtocolPoint FlushWaitsForAllGroups = new(
        "faults",
        "flush-waits-for-all-groups",
        "D8, D11, 28",
        "the flush returns after the first of several groups"
    );

    /// <summary>Only one thread at a time takes requests from the hardware queue, so the next one knows that all earlier requests are
    /// queued.</summary>
    public static readonly ProtocolPoint ServersTakeTurns = new(
        "faults",
        "servers-take-turns",
        "D8, 28",
        "a flush finds an empty queue while another thread still has requests from it"
    );

    /// <summary>A request that comes up for a device without fault queue is answered (iommu_queue_iopf fails).</summary>
    public static readonly ProtocolPoint RequestWithoutQueueIsAnswered = new(
        "faults",
        "request-without-queue-is-answered",
        "R27, 30, 39",
        "a device waits for an answer for ever"
    );

    /// <summary>A late answer checks that the group is still pending.</summary>
    public static readonly ProtocolPoint AnswerLooksForGroup = new(
        "faults",
        "answer-looks-for-group",
        "R27, 30, 31",
        "a group is answered twice"
    );

    /// <summary>A query whether a worker is idle waits until it is.</summary>
    public static readonly ProtocolPoint IdleWaitsForWork = new(
        "faults",
        "idle-waits-for-work",
        "hosts",
        "a program ends while its work still runs in a worker"
    );
}
