using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Kernel;

/// <summary>Points of every kernel object: which boot it belongs to, and how its boot ends.</summary>
public static class BootPoint
{
    /// <summary>An object that is notified of its boot's end answers after its own work has ended.</summary>
    public static readonly ProtocolPoint ObjectEndsItsWork = new(
        "kernel",
        "object-ends-its-work",
        "hosts",
        "an object deactivates during its own work"
    );

    /// <summary>An object that is notified of a boot's end checks whether it belongs to a later one.</summary>
    public static readonly ProtocolPoint EndLooksForLaterBoot = new(
        "kernel",
        "end-looks-for-later-boot",
        "hosts",
        "a late notice of an earlier boot's end ends objects of the next boot"
    );

    /// <summary>Every request checks that it is of the boot that its object belongs to.</summary>
    public static readonly ProtocolPoint RequestLooksForBoot = new(
        "kernel",
        "request-looks-for-boot",
        "hosts",
        "a request of one boot is served in another"
    );

    /// <summary>A request that starts to wait checks whether the boot has ended.</summary>
    public static readonly ProtocolPoint WaitLooksForEnd = new(
        "kernel",
        "wait-looks-for-end",
        "hosts",
        "a waiter waits for an object that is gone"
    );

    /// <summary>Work whose call gets no answer from an object ends the boot.</summary>
    public static readonly ProtocolPoint LostAnswerEndsBoot = new(
        "kernel",
        "lost-answer-ends-boot",
        "hosts",
        "a kernel continues after a call of unknown result"
    );

    /// <summary>An object that deactivates during a boot ends the boot.</summary>
    public static readonly ProtocolPoint LostObjectEndsBoot = new(
        "kernel",
        "lost-object-ends-boot",
        "hosts",
        "a kernel continues after it has lost an object's state"
    );

    /// <summary>An object that has served no request yet re-reads the host's boot when a request carries another one.</summary>
    public static readonly ProtocolPoint UnusedObjectTakesBoot = new(
        "kernel",
        "unused-object-takes-boot",
        "hosts",
        "an activation created by a cancelled call refuses the requests of the next boot"
    );

    /// <summary>An activation created by a refused request deactivates; so does one that has outlived its boot.</summary>
    public static readonly ProtocolPoint RefusedActivationDeactivates = new(
        "kernel",
        "refused-activation-deactivates",
        "hosts",
        "the activation blocks the object of the next boot"
    );
}
