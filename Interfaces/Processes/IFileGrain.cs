using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Processes;

/// <summary>An open file of a device, shared by every descriptor that refers to it: a fork's child holds the same one. Key
/// <c>host/file/serial</c>. A leaf.</summary>
public interface IFileGrain : IKernelObjectGrain
{
    /// <summary>The file is opened, with one descriptor: it remembers the bond that its driver made.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Open(OpenFileRequest request);

    /// <summary>One more descriptor refers to it.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Get(Stamp stamp);

    /// <summary>Closes a descriptor; the caller that closes the last one must release the file, that is unbind.</summary>
    [AlwaysInterleave]
    ValueTask<PutFileResult> Put(Stamp stamp);
}

/// <summary>Opens a file on a bond.</summary>
[GenerateSerializer, Immutable]
public readonly record struct OpenFileRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] PasidLease Lease,
    [property: Id(4)] BondId Bond
);

/// <summary>A close's outcome.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PutFileResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool IsLast,
    [property: Id(2)] ObjectName Device,
    [property: Id(3)] Pasid Pasid,
    [property: Id(4)] PasidLease Lease,
    [property: Id(5)] BondId Bond,
    [property: Id(6)] VirtualTime At
);
