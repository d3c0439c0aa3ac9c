using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Kernel;

/// <summary>Points of every kernel object: which boot it belongs to, and how its boot ends.</summary>
public static class BootPoint
{
    /// <summary>An object that is told of its boot's end answers when what it had begun has ended.</summary>
    public static readonly ProtocolPoint ObjectEndsItsWork = new(
        "kernel",
        "object-ends-its-work",
        "hosts",
        "an object goes under its own work"
    );

    /// <summary>An object that is told of a boot's end asks whether it is of a later one.</summary>
    public static readonly ProtocolPoint EndLooksForLaterBoot = new(
        "kernel",
        "end-looks-for-later-boot",
        "hosts",
        "a host that is gone ends objects of the boot after it"
    );

    /// <summary>Every request asks whether it is of the boot in which its object lives.</summary>
    public static readonly ProtocolPoint RequestLooksForBoot = new(
        "kernel",
        "request-looks-for-boot",
        "hosts",
        "what was asked of one boot happens in another"
    );

    /// <summary>Who comes to wait asks whether the boot's end has been told.</summary>
    public static readonly ProtocolPoint WaitLooksForEnd = new(
        "kernel",
        "wait-looks-for-end",
        "hosts",
        "a waiter waits for somebody who is gone"
    );

    /// <summary>Work that gets no answer from an object ends the boot.</summary>
    public static readonly ProtocolPoint LostAnswerEndsBoot = new(
        "kernel",
        "lost-answer-ends-boot",
        "hosts",
        "a kernel goes on that does not know what it has done"
    );

    /// <summary>An object that goes by itself ends the boot.</summary>
    public static readonly ProtocolPoint LostObjectEndsBoot = new(
        "kernel",
        "lost-object-ends-boot",
        "hosts",
        "a kernel goes on that has lost an object's state"
    );

    /// <summary>An object that has served nobody asks at a request of another boot which boot its host is in now.</summary>
    public static readonly ProtocolPoint UnusedObjectTakesBoot = new(
        "kernel",
        "unused-object-takes-boot",
        "hosts",
        "who came to be by a call that was given up refuses the next boot's"
    );

    /// <summary>Who came to be by a request that it refuses goes again, and so does who has outlived its boot.</summary>
    public static readonly ProtocolPoint RefusedActivationDeactivates = new(
        "kernel",
        "refused-activation-deactivates",
        "hosts",
        "it stands in the way of the next boot's object"
    );
}
