using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Processes;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Processes;

/// <summary>A table of open files: a process's own, or shared by threads. kernel fs/file.c.</summary>
[GrainType("files")]
[KeepAlive]
public sealed class FileTable(IEventSink events) : KernelObject<FileTableState>(events, new()), IFileTableGrain, IWatchedObject
{
    /// <inheritdoc/>
    public ulong StateHash => State.Hash();

    /// <inheritdoc/>
    public ValueTask<Done> Fill(FillFileTableRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Tasks > 0)
        {
            return new(new Done(Errno.EBUSY, at)); // another process has a table of that name
        }

        State.Tasks = 1;
        foreach (var (descriptor, file) in request.Open)
        {
            State.Set(descriptor, file);
        }

        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<DescriptorResult> Install(InstallFileRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(new DescriptorResult(Errno.None, State.Install(request.File), at));
    }

    /// <inheritdoc/>
    public ValueTask<TakeFileResult> Take(CloseRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(
            State.Take(request.Descriptor) is { } file
                ? new TakeFileResult(Errno.None, file, at)
                : new TakeFileResult(Errno.EBADF, default, at)
        );
    }

    /// <inheritdoc/>
    public ValueTask<FileTableResult> List(Stamp stamp)
    {
        var at = Enter(stamp, default);
        return new(new FileTableResult(Errno.None, State.Tasks, Open(), at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Share(Stamp stamp)
    {
        var at = Enter(stamp, default);
        State.Tasks++;
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<FileTableResult> Leave(Stamp stamp)
    {
        var at = Enter(stamp, default);
        State.Tasks--;
        if (State.Tasks > 0)
        {
            return new(new FileTableResult(Errno.None, State.Tasks, [], at));
        }

        var open = Open();
        State.Clear();
        return new(new FileTableResult(Errno.None, 0, open, at));
    }

    private ImmutableArray<OpenDescriptor> Open() => [.. State.Files.Select(static open => new OpenDescriptor(open.Key, open.Value))];
}
