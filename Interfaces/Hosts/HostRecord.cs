using System.Collections.Immutable;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces.Hosts;

/// <summary>What outlives a host: stored, so that a host that comes back on another silo knows what it was. No kernel state is in it
/// but what a checkpoint kept on demand.</summary>
/// <param name="Epoch">The number of the last boot; 0 before the first.</param>
/// <param name="Spec">What the host is made of; null while it is powered off.</param>
/// <param name="Checkpoint">What the last checkpoint kept; null when there is none.</param>
/// <param name="ComesBackRestored">Whether a host that crashed comes back from its checkpoint; else it comes back empty.</param>
[GenerateSerializer, Immutable]
public sealed record HostRecord(
    [property: Id(0)] BootEpoch Epoch,
    [property: Id(1)] HostSpec? Spec,
    [property: Id(2)] HostCheckpoint? Checkpoint,
    [property: Id(3)] bool ComesBackRestored
)
{
    /// <summary>A host that never was.</summary>
    public HostRecord()
        : this(default, null, null, false) { }
}

/// <summary>All kernel objects of a host at a moment when nothing ran.</summary>
/// <param name="Epoch">The boot in which it was taken.</param>
/// <param name="At">When, modelled.</param>
/// <param name="Objects">The objects, by name.</param>
/// <param name="Warned">What the kernel has warned of already.</param>
[GenerateSerializer, Immutable]
public sealed record HostCheckpoint(
    [property: Id(0)] BootEpoch Epoch,
    [property: Id(1)] VirtualTime At,
    [property: Id(2)] ImmutableArray<KeptObject> Objects,
    [property: Id(3)] ImmutableArray<HostWarning> Warned
);
