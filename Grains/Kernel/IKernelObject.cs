namespace SvaOrleans.Grains.Kernel;

/// <summary>The data that views, monitors and checkpoints read of an active grain without a call.</summary>
public interface IKernelObject
{
    /// <summary>The object's name.</summary>
    ObjectName Name { get; }

    /// <summary>Whether its name and its boot are set; before that no other property may be read.</summary>
    bool IsNamed { get; }

    /// <summary>The boot that it belongs to; null when it was activated while its host was not up.</summary>
    Boot? InBoot { get; }

    /// <summary>The object's state; null before it is created.</summary>
    object? StateObject { get; }

    /// <summary>The state in a checkpoint: all that the object needs to continue after a crash; null for none.</summary>
    object? CheckpointState { get; }

    /// <summary>Whether it runs work or a request waits in it, so that its state alone is not complete.</summary>
    bool IsBusy { get; }

    /// <summary>The number of requests that it has begun since its activation: a monitor sees progress by it.</summary>
    ulong Requests { get; }

    /// <summary>The modelled time at which it is free.</summary>
    VirtualTime FreeAt { get; }

    /// <summary>The number of its last event.</summary>
    ulong Sequence { get; }

    /// <summary>Removes and returns the snapshot that the object took on request; null when there is none.</summary>
    object? TakeSnapshot();
}
