using SvaOrleans.Grains.Naming;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>One boot of a host. Objects take it when they come to be and belong to it for as long as they live.</summary>
/// <param name="epoch">Its number.</param>
/// <param name="references">What its objects share of references to each other.</param>
public sealed class Boot(BootEpoch epoch, IReferenceTable references)
{
    // On a cluster the objects of a host run on many threads.
    private volatile bool _isOver;

    /// <summary>Its number; a later boot of the same host has a higher one.</summary>
    public BootEpoch Epoch => epoch;

    /// <summary>What its objects share of references to each other.</summary>
    public IReferenceTable References => references;

    /// <summary>Whether it is over: nobody of it may be asked for anything any more.</summary>
    public bool IsOver => _isOver;

    /// <summary>It is over.</summary>
    public void End() => _isOver = true;
}
