namespace SvaOrleans.Grains.Kernel;

/// <summary>An object that tells when anything of it has changed, so that whoever explores the order of steps knows which of them can change
/// places: two that change nothing can.</summary>
public interface IWatchedObject : IKernelObject
{
    /// <summary>Another number whenever something has changed that a later step at the object could notice, modelled times apart.</summary>
    ulong Behaviour { get; }
}
