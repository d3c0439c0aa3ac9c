using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Events;

/// <summary>A task of a trace: the kernel's id, and which life of that id, because ids are used again.</summary>
/// <param name="Pid">The kernel's task id; 0 for the only task of a trace that never names it.</param>
/// <param name="Life">1 for the id's first task in the trace, 2 for the next.</param>
public readonly record struct TaskSerial(int Pid, int Life) : IComparable<TaskSerial>
{
    /// <summary>Reads <c>4101.1</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="task">The task.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out TaskSerial task)
    {
        task = default;
        var dot = text is null ? -1 : text.IndexOf('.');
        if (
            dot < 0
            || !int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var life)
            || life == 0
        )
        {
            return false;
        }

        task = new(pid, life);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(TaskSerial other) => Pid != other.Pid ? Pid.CompareTo(other.Pid) : Life.CompareTo(other.Life);

    /// <summary>Id and life: <c>4101.1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}.{Life}");

    /// <summary>Whether the left task comes first.</summary>
    public static bool operator <(TaskSerial left, TaskSerial right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left task comes last.</summary>
    public static bool operator >(TaskSerial left, TaskSerial right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left task does not come last.</summary>
    public static bool operator <=(TaskSerial left, TaskSerial right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left task does not come first.</summary>
    public static bool operator >=(TaskSerial left, TaskSerial right) => left.CompareTo(right) >= 0;
}
