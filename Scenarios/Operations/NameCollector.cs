using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>Names that come to be while a scenario runs. They are collected before anything is compiled, so that a name that nothing makes is
/// an error of the file, while branches may use what another branch makes.</summary>
internal sealed class NameCollector
{
    /// <summary>Address spaces.</summary>
    public SortedSet<string> Mms { get; } = new(StringComparer.Ordinal);

    /// <summary>Tasks.</summary>
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
