using System.Collections.Immutable;
using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Processes;

/// <summary>The open files of a process (struct files_struct), by descriptor; threads share one, fork copies it. Key
/// <c>host/files/name</c>. A leaf.</summary>
public interface IFileTableGrain : IKernelObjectGrain
{
    /// <summary>Creates the table, with one task and the files copied from another table; -EBUSY when it exists.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Fill(FillFileTableRequest request);

    /// <summary>A file gets the lowest free descriptor from 3 on, after the standard streams.</summary>
    [AlwaysInterleave]
    ValueTask<DescriptorResult> Install(InstallFileRequest request);

    /// <summary>Takes a descriptor out: -EBADF when it is not open.</summary>
    [AlwaysInterleave]
    ValueTask<TakeFileResult> Take(CloseRequest request);

    /// <summary>Every descriptor, and how many tasks share the table.</summary>
    [AlwaysInterleave]
    ValueTask<FileTableResult> List(Stamp stamp);

    /// <summary>One more task shares it.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Share(Stamp stamp);

    /// <summary>A task shares it no more; the last one gets every descriptor, to close them.</summary>
    [AlwaysInterleave]
    ValueTask<FileTableResult> Leave(Stamp stamp);
}

/// <summary>A descriptor and its file.</summary>
[GenerateSerializer, Immutable]
public readonly record struct OpenDescriptor([property: Id(0)] int Descriptor, [property: Id(1)] ObjectName File);

/// <summary>Fills a new table; each descriptor owns a reference of its file.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FillFileTableRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ImmutableArray<OpenDescriptor> Open);

/// <summary>Gives a file a descriptor.</summary>
[GenerateSerializer, Immutable]
public readonly record struct InstallFileRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName File);

/// <summary>The descriptor given.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DescriptorResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int Descriptor,
    [property: Id(2)] VirtualTime At
);

/// <summary>The file taken out.</summary>
[GenerateSerializer, Immutable]
public readonly record struct TakeFileResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ObjectName File,
    [property: Id(2)] VirtualTime At
);

/// <summary>What a table holds.</summary>
/// <param name="Error">0.</param>
/// <param name="Tasks">How many tasks share it.</param>
/// <param name="Open">Descriptors in ascending order; after the last task left, those that the caller must close.</param>
/// <param name="At">The modelled time of the answer.</param>
[GenerateSerializer, Immutable]
public readonly record struct FileTableResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int Tasks,
    [property: Id(2)] ImmutableArray<OpenDescriptor> Open,
    [property: Id(3)] VirtualTime At
);
