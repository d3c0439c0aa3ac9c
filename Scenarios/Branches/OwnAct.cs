using SvaOrleans.Documents.Yaml;
using SvaOrleans.Scenarios.Operations;

namespace SvaOrleans.Scenarios.Branches;

/// <summary>A step that a task does itself: a system call, or an access of its CPU. What hardware, drivers, and senders of signals do is
/// none.</summary>
/// <param name="Keyword">The operation.</param>
/// <param name="Task">The task that acts; null when only its address space is named.</param>
/// <param name="Mm">The address space, if no task is named.</param>
/// <param name="Place">Its place in the file.</param>
internal sealed record OwnAct(string Keyword, string? Task, string? Mm, Place Place)
{
    /// <summary>The act of a step; null when it is none.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="place">Its place in the file.</param>
    public static OwnAct? Of(Operation operation, YamlNode arguments, Place place) =>
        operation.Actor is { } actor && Text(operation, arguments, actor) is { } name
            ? new(operation.Keyword, actor == "task" ? name : null, actor == "mm" ? name : null, place)
            : null;

    /// <summary>An argument of a step; null when it is not given.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="name">The name of the argument.</param>
    public static string? Text(Operation operation, YamlNode arguments, string name) =>
        arguments is YamlScalar alone
            ? operation.Primary == name
                ? alone.Text
                : null
            : ((arguments as YamlMapping)?.Find(name) as YamlScalar)?.Text;
}
