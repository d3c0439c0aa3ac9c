using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>Names of objects that are created while a scenario runs. They are collected before anything is compiled: a name that no step
/// creates is an error of the file, and a branch may use an object that another branch creates.</summary>
internal sealed class NameCollector
{
    public SortedSet<string> Mms { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables that a bind or an open stores.</summary>
    public SortedSet<string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables that hold a descriptor.</summary>
    public SortedSet<string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>A new process: its task and its address space.</summary>
    /// <param name="arguments">The operation's arguments.</param>
    /// <param name="taskKey">The argument that names the task.</param>
    /// <param name="mmKey">The argument that names the address space; null when there is no new one.</param>
    public void AddProcess(YamlNode arguments, string taskKey, string? mmKey)
    {
        var task =
            arguments is YamlScalar scalar ? scalar.Text
            : (arguments as YamlMapping)?.Find(taskKey) is YamlScalar named ? named.Text
            : null;
        if (task is null)
        {
            return;
        }

        Tasks.Add(task);
        if (mmKey is not null)
        {
            Mms.Add((arguments as YamlMapping)?.Find(mmKey) is YamlScalar mm ? mm.Text : task);
        }
    }
}
