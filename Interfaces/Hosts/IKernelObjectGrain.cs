using System.Collections.Immutable;
using Orleans.Concurrency;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces;

/// <summary>What its host asks of every kernel object.</summary>
public interface IKernelObjectGrain : IGrainWithStringKey
{
    /// <summary>The object's boot is over: whoever waits in it is told so. Answers when all work that the object had begun by itself has come to
    /// its end.</summary>
    [AlwaysInterleave]
    ValueTask<EndBootResult> EndBoot(Stamp stamp);

    /// <summary>Everybody of the boot that is over has been told: the object goes. Not before, as who goes admits nobody, and what still runs
    /// elsewhere may have to ask it something.</summary>
    [AlwaysInterleave]
    ValueTask<EndBootResult> Retire(Stamp stamp);

    /// <summary>Puts a picture of the object's state where its host collects it.</summary>
    [AlwaysInterleave]
    ValueTask<LookResult> Look(Stamp stamp);

    /// <summary>The object takes over a state that a checkpoint kept. -EBUSY when it has one already.</summary>
    ValueTask<RestoreResult> Restore(RestoreRequest request);
}

/// <summary>An object has heard of the end of its boot.</summary>
[GenerateSerializer, Immutable]
public readonly record struct EndBootResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);

/// <summary>A picture has been taken.</summary>
[GenerateSerializer, Immutable]
public readonly record struct LookResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);

/// <summary>A state from a checkpoint.</summary>
/// <param name="Stamp">When.</param>
/// <param name="Kept">The state.</param>
[GenerateSerializer, Immutable]
public sealed record RestoreRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] KeptObject Kept);

/// <summary>A state has been taken over.</summary>
[GenerateSerializer, Immutable]
public readonly record struct RestoreResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);

/// <summary>One object in a checkpoint.</summary>
/// <param name="Name">Which.</param>
/// <param name="State">Its state, as <c>StateCodec</c> writes it.</param>
/// <param name="FreeAt">When it is free again.</param>
/// <param name="Sequence">The number of its last event.</param>
[GenerateSerializer, Immutable]
public sealed record KeptObject(
    [property: Id(0)] ObjectName Name,
    [property: Id(1)] ImmutableArray<byte> State,
    [property: Id(2)] VirtualTime FreeAt,
    [property: Id(3)] ulong Sequence
);
