namespace SvaOrleans.Grains.Kernel;

/// <summary>An object that tells when anything of it has changed, so that whoever explores the order of steps knows which of them can change
/// places: two that change nothing can.</summary>
public interface IWatchedObject : IKernelObject
{
    /// <summary>Another number whenever something has changed that a later step at the object could notice, modelled times apart.</summary>
    ulong StateHash { get; }

    /// <summary>Another number whenever something has changed that a turn could notice which only glances (<see cref="TakeReadsOnlyPartial"/>).</summary>
    ulong PartialHash => 0;

    /// <summary>Whether the turn that ran last has looked at nothing but what <see cref="PartialHash"/> tells of. Asking takes the answer away.</summary>
    bool TakeReadsOnlyPartial();
}
