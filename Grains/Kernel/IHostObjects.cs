using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Kernel;

/// <summary>The kernel objects that are active on a silo. All objects of a host live on the silo of the host's own grain.</summary>
public interface IHostObjects
{
    /// <summary>The boot that a host is in.</summary>
    /// <param name="host">The host's name.</param>
    /// <returns>The boot; null when the host is not up on this silo.</returns>
    Boot? BootOf(string host);

    /// <summary>The name of the silo that a host lives on, which is this one.</summary>
    /// <param name="host">The host's name.</param>
    string SiloOf(string host);

    /// <summary>The living objects of a host, the host among them, by name.</summary>
    /// <param name="host">The host's name.</param>
    IReadOnlyList<IKernelObject> ObjectsOf(string host);

    /// <summary>Takes the events of a host that happened since the last call, by time, and of one time as they happened.</summary>
    /// <param name="host">The host's name.</param>
    IReadOnlyList<SvaEvent> TakeEvents(string host);

    /// <summary>An empty table of references for the objects of one boot, safe for as many threads as they run on.</summary>
    IReferenceTable NewReferences();
}
