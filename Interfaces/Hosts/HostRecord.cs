using System.Collections.Immutable;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Hosts;

/// <summary>The stored record of a host, which a restart on another silo reads. No kernel state is in it but what a checkpoint kept on
/// demand.</summary>
/// <param name="Epoch">The number of the last boot; 0 before the first.</param>
/// <param name="Spec">The host's hardware; null while it is powered off.</param>
/// <param name="Checkpoint">The last checkpoint; null when there is none.</param>
/// <param name="ComesBackRestored">Whether a host that crashed boots from its checkpoint; if not, it boots empty.</param>
[GenerateSerializer, Immutable]
public sealed record HostRecord(
    [property: Id(0)] BootEpoch Epoch,
    [property: Id(1)] HostSpec? Spec,
    [property: Id(2)] HostCheckpoint? Checkpoint,
    [property: Id(3)] bool ComesBackRestored
)
{
    /// <summary>The record of a host that has never booted.</summary>
    public HostRecord()
        : this(default, null, null, false) { }
}

/// <summary>All kernel objects of a host, taken while no request ran.</summary>
/// <param name="Epoch">The boot in which it was taken.</param>
/// <param name="At">The modelled time.</param>
/// <param name="Objects">The objects, by name.</param>
/// <param name="Warned">The warnings (WARN_ON_ONCE) that the kernel has given in this boot.</param>
[GenerateSerializer, Immutable]
public sealed record HostCheckpoint(
    [property: Id(0)] BootEpoch Epoch,
    [property: Id(1)] VirtualTime At,
    [property: Id(2)] ImmutableArray<KeptObject> Objects,
    [property: Id(3)] ImmutableArray<HostWarning> Warned
);
