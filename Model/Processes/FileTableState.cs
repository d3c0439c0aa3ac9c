using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Processes;

/// <summary>What a table of open files holds (struct files_struct).</summary>
public sealed class FileTableState : IModelState<FileTableState>
{
    private const int FirstAfterStandardStreams = 3;

    private readonly SortedDictionary<int, ObjectName> _files = [];

    /// <summary>Tasks that share it.</summary>
    public int Tasks { get; set; }

    /// <summary>Open device files by descriptor.</summary>
    public IReadOnlyDictionary<int, ObjectName> Files => _files;

    /// <summary>The lowest free descriptor for a file.</summary>
    public int Install(ObjectName file)
    {
        var descriptor = FirstAfterStandardStreams;
        while (_files.ContainsKey(descriptor))
        {
            descriptor++;
        }

        _files.Add(descriptor, file);
        return descriptor;
    }

    /// <summary>A descriptor that is known already, as a fork's child has it.</summary>
    public void Set(int descriptor, ObjectName file) => _files.Add(descriptor, file);

    /// <summary>Takes a descriptor out.</summary>
    /// <returns>Its file, or null.</returns>
    public ObjectName? Take(int descriptor) => _files.Remove(descriptor, out var file) ? file : null;

    /// <summary>Takes everything out.</summary>
    public void Clear() => _files.Clear();

    /// <inheritdoc/>
    public void Check()
    {
        ModelInvariantException.Require(Tasks >= 0, 7, "a table was given up by more tasks than had it");
        ModelInvariantException.Require(Tasks > 0 || _files.Count == 0, 7, "a table without tasks holds no file");
    }

    /// <inheritdoc/>
    public FileTableState Copy()
    {
        var copy = new FileTableState { Tasks = Tasks };
        foreach (var (descriptor, file) in _files)
        {
            copy._files.Add(descriptor, file);
        }

        return copy;
    }

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add(Tasks);
        foreach (var (descriptor, file) in _files)
        {
            hash.Add(descriptor);
            hash.Add(file);
        }

        return hash.Value;
    }
}
