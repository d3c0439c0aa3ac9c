using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Kernel;

/// <summary>The kernel objects that are active on a silo. All objects of a host live on the silo of the host's own grain.</summary>
public interface IHostObjects
{
    /// <summary>The boot that a host is in.</summary>
    /// <returns>The boot; null when the host is not up on this silo.</returns>
    Boot? BootOf(string host);

    /// <summary>The name of the silo that a host lives on, which is this one.</summary>
    string SiloOf(string host);

    /// <summary>The active objects of a host, the host included, by name.</summary>
    IReadOnlyList<IKernelObject> ObjectsOf(string host);

    /// <summary>Takes the events of a host since the last call, by time; events of one time are in the order of their occurrence.</summary>
    IReadOnlyList<SvaEvent> TakeEvents(string host);

    /// <summary>An empty table of references for the objects of one boot, safe for as many threads as they run on.</summary>
    IReferenceTable NewReferences();
}
