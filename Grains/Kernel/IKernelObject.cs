using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>What views, monitors and checkpoints read of a live grain, without any call.</summary>
public interface IKernelObject
{
    /// <summary>The object's name.</summary>
    ObjectName Name { get; }

    /// <summary>Whether it knows its name and its boot; before that nothing may be read of it.</summary>
    bool IsNamed { get; }

    /// <summary>The boot that it belongs to; null when it was activated while its host was not up.</summary>
    Boot? InBoot { get; }

    /// <summary>The object's state; null before it is created.</summary>
    object? StateObject { get; }

    /// <summary>What a checkpoint keeps: all that the object would need to go on after a crash; null for nothing.</summary>
    object? CheckpointState { get; }

    /// <summary>Whether it runs work or a request waits in it, so that its state alone is not complete.</summary>
    bool IsBusy { get; }

    /// <summary>The number of requests that it has begun since its activation: a monitor sees progress by it.</summary>
    ulong Requests { get; }

    /// <summary>When it is free again, modelled.</summary>
    VirtualTime FreeAt { get; }

    /// <summary>The number of its last event.</summary>
    ulong Sequence { get; }

    /// <summary>Takes the picture that the object made of itself when it was asked to; null when there is none.</summary>
    object? TakeSnapshot();
}
