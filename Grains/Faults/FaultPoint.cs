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
        "a page is faulted in to an address space that is gone"
    );

    /// <summary>The fault handler leaves the last mmput to another worker (mmput_async).</summary>
    public static readonly ProtocolPoint FaultPutsUserElsewhere = new(
        "faults",
        "fault-puts-user-elsewhere",
        "R8, 38",
        "the exit flushes the queue that its own thread works for"
    );

    /// <summary>The fault handler goes on when the other worker has the user that it leaves to it.</summary>
    public static readonly ProtocolPoint FaultWaitsForHandOver = new(
        "faults",
        "fault-waits-for-hand-over",
        "hosts",
        "a host's workers are idle, and the last user of an address space is between two of them"
    );

    /// <summary>A flush waits for page requests that the device has posted and that are on their way to the hardware queue.</summary>
    public static readonly ProtocolPoint FlushWaitsForPosted = new(
        "faults",
        "flush-waits-for-posted",
        "D8, 28",
        "a page request reaches the queue when the flush has passed"
    );

    /// <summary>A flush takes what the hardware queue holds (iopf_queue_flush_dev calls the driver's flush).</summary>
    public static readonly ProtocolPoint FlushTakesHardwareQueue = new(
        "faults",
        "flush-takes-hardware-queue",
        "D8, 28",
        "a page request waits in hardware while the number changes hands"
    );

    /// <summary>A flush waits for the groups that are being handled (flush_workqueue).</summary>
    public static readonly ProtocolPoint FlushWaitsForGroups = new(
        "faults",
        "flush-waits-for-groups",
        "D8, D11, 28",
        "a fault is being handled when the number changes hands"
    );

    /// <summary>A group is being handled until its answer is at the device, and not only on its way there.</summary>
    public static readonly ProtocolPoint GroupEndsWithItsAnswer = new(
        "faults",
        "group-ends-with-its-answer",
        "28, 29",
        "a flush returns, and the answer to a request of the number's former owner comes to the next one"
    );

    /// <summary>A flush that wakes goes on only if no group is left.</summary>
    public static readonly ProtocolPoint FlushWaitsForAllGroups = new(
        "faults",
        "flush-waits-for-all-groups",
        "D8, D11, 28",
        "the first of several groups lets the flush through"
    );

    /// <summary>Those who take requests from the hardware queue take turns, so that who comes last knows that all before it is queued.</summary>
    public static readonly ProtocolPoint ServersTakeTurns = new(
        "faults",
        "servers-take-turns",
        "D8, 28",
        "a flush finds an empty queue while another thread carries requests from it"
    );

    /// <summary>A request that comes up for a device without fault queue is answered (iommu_queue_iopf fails).</summary>
    public static readonly ProtocolPoint RequestWithoutQueueIsAnswered = new(
        "faults",
        "request-without-queue-is-answered",
        "R27, 30, 39",
        "a device waits for an answer for ever"
    );

    /// <summary>A late answer asks whether the group is pending still.</summary>
    public static readonly ProtocolPoint AnswerLooksForGroup = new(
        "faults",
        "answer-looks-for-group",
        "R27, 30, 31",
        "a group is answered twice"
    );

    /// <summary>Who asks a worker whether it is idle waits until it is.</summary>
    public static readonly ProtocolPoint IdleWaitsForWork = new(
        "faults",
        "idle-waits-for-work",
        "hosts",
        "a program has ended, and what it asked for is still at work"
    );
}
