using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Grains.Files;

/// <summary>A table of open files: a process's own, or shared by threads. kernel fs/file.c.</summary>
[GrainType("files-2018")]
[KeepAlive]
public class FileTable2018(IEventSink events) : KernelObject(events), IFileTableGrain, IWatchedObject
{
    private FileTableState _state = new();

    /// <inheritdoc/>
    public override object? StateObject => _state;

    /// <inheritdoc/>
    public virtual ulong Behaviour => _state.Hash();

    /// <inheritdoc/>
    public virtual ValueTask<FileResult> Fill(FillFileTableRequest request)
    {
        var at = Pass(request.Stamp, default);
        if (_state.Tasks > 0)
        {
            return new(new FileResult(Errno.EBUSY, at)); // a table of that name is somebody's
        }

        _state.Tasks = 1;
        foreach (var (descriptor, file) in request.Open)
        {
            _state.Set(descriptor, file);
        }

        return new(new FileResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<DescriptorResult> Install(InstallFileRequest request)
    {
        var at = Pass(request.Stamp, default);
        return new(new DescriptorResult(Errno.None, _state.Install(request.File), at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<TakeFileResult> Take(CloseRequest request)
    {
        var at = Pass(request.Stamp, default);
        return new(
            _state.Take(request.Descriptor) is { } file
                ? new TakeFileResult(Errno.None, file, at)
                : new TakeFileResult(Errno.EBADF, default, at)
        );
    }

    /// <inheritdoc/>
    public virtual ValueTask<FileTableResult> List(Stamp stamp)
    {
        var at = Pass(stamp, default);
        return new(new FileTableResult(Errno.None, _state.Tasks, Open(), at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<FileResult> Share(Stamp stamp)
    {
        var at = Pass(stamp, default);
        _state.Tasks++;
        return new(new FileResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<FileTableResult> Leave(Stamp stamp)
    {
        var at = Pass(stamp, default);
        _state.Tasks--;
        if (_state.Tasks > 0)
        {
            return new(new FileTableResult(Errno.None, _state.Tasks, [], at));
        }

        var open = Open();
        _state.Clear();
        return new(new FileTableResult(Errno.None, 0, open, at));
    }

    private ImmutableArray<OpenDescriptor> Open() => [.. _state.Files.Select(static open => new OpenDescriptor(open.Key, open.Value))];

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => _state = (FileTableState)kept;
}
