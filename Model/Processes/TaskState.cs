using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Processes;

/// <summary>What a task grain remembers of the process whose thread it is.</summary>
public sealed class TaskState : IModelState<TaskState>
{
    private readonly SortedDictionary<int, ObjectName> files = [];
    private int fileSerial;

    /// <summary>Whether it ever was a process.</summary>
    public bool WasSpawned { get; private set; }

    /// <summary>Whether it is one now.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>The current mm, while it is alive.</summary>
    public ObjectName Mm { get; private set; }

    /// <summary>Open device files by descriptor.</summary>
    public IReadOnlyDictionary<int, ObjectName> Files => files;

    /// <summary>It becomes a process.</summary>
    /// <param name="mm">Its mm, whose user reference it owns.</param>
    public void Start(ObjectName mm)
    {
        ModelInvariantException.Require(!WasSpawned, 41, "a task starts once");
        WasSpawned = true;
        IsAlive = true;
        Mm = mm;
    }

    /// <summary>Another mm takes the place of the current one.</summary>
    /// <returns>The old one, whose user reference the caller must drop.</returns>
    public ObjectName SwitchTo(ObjectName mm)
    {
        var old = Mm;
        Mm = mm;
        return old;
    }

    /// <summary>It ends.</summary>
    /// <returns>Its mm, whose user reference the caller must drop.</returns>
    public ObjectName End()
    {
        ModelInvariantException.Require(IsAlive, 27, "a task ends once");
        IsAlive = false;
        return SwitchTo(default);
    }

    /// <summary>A number for the next file that it opens.</summary>
    public int NextFileSerial() => ++fileSerial;

    /// <summary>A descriptor for a file: the lowest free one from 3 on.</summary>
    public int AddFile(ObjectName file)
    {
        const int FirstAfterStandardStreams = 3;
        var descriptor = FirstAfterStandardStreams;
        while (files.ContainsKey(descriptor))
        {
            descriptor++;
        }

        files.Add(descriptor, file);
        return descriptor;
    }

    /// <summary>Takes a descriptor out of the table.</summary>
    /// <returns>Its file, or none.</returns>
    public ObjectName? TakeFile(int descriptor) => files.Remove(descriptor, out var file) ? file : null;

    /// <inheritdoc/>
    public void Check() => ModelInvariantException.Require(!IsAlive || !Mm.IsNone, 41, "a living process has an mm");

    /// <inheritdoc/>
    public TaskState Copy()
    {
        var copy = new TaskState { WasSpawned = WasSpawned, IsAlive = IsAlive, Mm = Mm, fileSerial = fileSerial };
        foreach (var (descriptor, file) in files)
        {
            copy.files.Add(descriptor, file);
        }

        return copy;
    }

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add(WasSpawned);
        hash.Add(IsAlive);
        hash.Add(Mm);
        foreach (var (descriptor, file) in files)
        {
            hash.Add((ulong)descriptor);
            hash.Add(file);
        }

        return hash.Value;
    }
}
