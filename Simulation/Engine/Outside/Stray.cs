using System.Diagnostics;
using System.Reflection;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Finds out how code of a run got to the current thread.</summary>
internal static class Stray
{
    internal static (OutsideKind Kind, string? Code) Here()
    {
        if (TaskInternals.Running is { } task && TaskInternals.DelegateOf(task) is { } code)
        {
            return (OutsideSearch.KindOf(task), NameOf(code.Method));
        }

        foreach (var frame in new StackTrace(false).GetFrames())
        {
            if (frame.GetMethod() is { DeclaringType: { } type } && KindOf(type) is { } kind)
            {
                return (kind, null);
            }
        }

        return (OutsideKind.Thread, null);
    }

    internal static string? NameOf(MethodInfo code) =>
        code.DeclaringType is { } type && !CodeName.IsFramework(type) ? CodeName.Of(code) : null;

    // From the innermost frame outwards: the first one that is known says it.
    private static OutsideKind? KindOf(Type type) =>
        type.FullName switch
        {
            null => null,
            var name when name.Contains("StateMachineBox", StringComparison.Ordinal) => OutsideKind.NoContext,
            var name when name.StartsWith("System.Threading.CancellationToken", StringComparison.Ordinal) => OutsideKind.Token,
            var name when name.StartsWith("System.Threading.TimerQueue", StringComparison.Ordinal) => OutsideKind.Timer,
            var name when name.Contains("ThreadPoolValueTaskSource", StringComparison.Ordinal) => OutsideKind.Io("file I/O"),
            var name when name.StartsWith("System.Threading.QueueUserWorkItemCallback", StringComparison.Ordinal) => OutsideKind.Pool,
            "System.Threading.ThreadPoolWorkQueue" => OutsideKind.Pool,
            "System.Threading.Thread" or "System.Threading.Thread+StartHelper" => OutsideKind.Thread,
            _ => null,
        };
}
