namespace SvaOrleans.Grains.Kernel;

/// <summary>An object that reports its changes. The explorer uses it to find steps that commute: two steps that change nothing
/// do.</summary>
public interface IWatchedObject : IKernelObject
{
    /// <summary>A hash of the state that a later step at the object can read, modelled times excluded.</summary>
    ulong StateHash { get; }

    /// <summary>A hash of the state that a turn may read which declares a partial read (<see cref="TakeReadsOnlyPartial"/>).</summary>
    ulong PartialHash => 0;

    /// <summary>Whether the last turn has read only what <see cref="PartialHash"/> covers. Reading resets it.</summary>
    bool TakeReadsOnlyPartial();
}
