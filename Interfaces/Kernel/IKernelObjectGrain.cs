using System.Collections.Immutable;
using Orleans.Concurrency;

namespace SvaOrleans.Interfaces.Kernel;

/// <summary>The calls of a host to each of its kernel objects.</summary>
public interface IKernelObjectGrain : IGrainWithStringKey
{
    /// <summary>The object's boot is over: fails the requests that wait in it. Answers when all work that the object itself had begun is
    /// done.</summary>
    [AlwaysInterleave]
    ValueTask<Done> EndBoot(Stamp stamp);

    /// <summary>All objects of the ended boot have been notified: the object deactivates. Not earlier: a deactivating object accepts no
    /// calls, and work in other objects may still need it.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Retire(Stamp stamp);

    /// <summary>Takes a snapshot of the object's state for its host to collect.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Look(Stamp stamp);

    /// <summary>The object takes over a state that a checkpoint kept. -EBUSY when it has one already.</summary>
    ValueTask<Done> Restore(RestoreRequest request);
}

/// <summary>A state from a checkpoint.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Kept">The state.</param>
[GenerateSerializer, Immutable]
public sealed record RestoreRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] KeptObject Kept);

/// <summary>One object in a checkpoint.</summary>
/// <param name="Name">The object.</param>
/// <param name="State">Its state, as <c>StateCodec</c> writes it.</param>
/// <param name="FreeAt">The modelled time at which it is free.</param>
/// <param name="Sequence">The number of its last event.</param>
[GenerateSerializer, Immutable]
public sealed record KeptObject(
    [property: Id(0)] ObjectName Name,
    [property: Id(1)] ImmutableArray<byte> State,
    [property: Id(2)] VirtualTime FreeAt,
    [property: Id(3)] ulong Sequence
);
