using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>One boot of a host. Objects take it when they come to be and belong to it for as long as they live.</summary>
/// <param name="epoch">Its number.</param>
public sealed class Boot(BootEpoch epoch)
{
    // On a cluster the objects of a host run on many threads.
    private volatile bool isOver;

    /// <summary>Its number; a later boot of the same host has a higher one.</summary>
    public BootEpoch Epoch => epoch;

    /// <summary>Whether it is over: nobody of it may be asked for anything any more.</summary>
    public bool IsOver => isOver;

    /// <summary>It is over.</summary>
    public void End() => isOver = true;
}
