using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Grains.Kernel;

/// <summary>One boot of a host: which kernel runs, with which settings. An object takes the boot of its host when it is activated and
/// belongs to it for as long as it lives.</summary>
/// <param name="epoch">The boot's number; a later boot of the same host has a higher one.</param>
/// <param name="generation">The kernel that runs.</param>
/// <param name="settings">The host's settings.</param>
/// <param name="references">References between the objects of this boot.</param>
public sealed class Boot(BootEpoch epoch, string generation, HostSettings settings, IReferenceTable references)
{
    // On a cluster the objects of a host run on many threads.
    private volatile bool _isOver;

    /// <summary>The boot's number; a later boot of the same host has a higher one.</summary>
    public BootEpoch Epoch => epoch;

    /// <summary>The name of the kernel generation, such as <c>2018-v2</c>.</summary>
    public string Generation => generation;

    /// <summary>The host's settings.</summary>
    public HostSettings Settings => settings;

    /// <summary>References between the objects of this boot.</summary>
    public IReferenceTable References => references;

    /// <summary>Whether the boot has ended: its objects accept no requests.</summary>
    public bool IsOver => _isOver;

    /// <summary>Ends the boot.</summary>
    public void End() => _isOver = true;
}
