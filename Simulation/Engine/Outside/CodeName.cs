using System.Reflection;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Names code as its author does: from what the compiler made of it back to class and method.</summary>
internal static class CodeName
{
    private static readonly string[] Frameworks =
    [
        "System",
        "Microsoft",
        "Orleans.Core",
        "Orleans.Runtime",
        "Orleans.Serialization",
        "Orleans.Persistence",
        "Orleans.Reminders",
        "Orleans.Streaming",
        "SvaOrleans.Simulation.Engine",
        "SvaOrleans.Simulation.Hosting",
    ];

    /// <summary>Class and method of a state machine or of a lambda.</summary>
    internal static string Of(Type made)
    {
        var method = MethodIn(made.Name);
        var owner = made.DeclaringType;
        while (owner is not null && owner.Name.StartsWith('<'))
        {
            method ??= MethodIn(owner.Name);
            owner = owner.DeclaringType;
        }

        var name = Bare(owner?.Name ?? made.Name);
        return method is null ? name : $"{name}.{method}";
    }

    /// <summary>Class and method of a delegate's code.</summary>
    internal static string Of(MethodInfo code)
    {
        var owner = code.DeclaringType;
        while (owner is not null && owner.Name.StartsWith('<'))
        {
            owner = owner.DeclaringType;
        }

        return $"{Bare(owner?.Name ?? "?")}.{MethodIn(code.Name) ?? code.Name}";
    }

    internal static bool IsFramework(Type type) =>
        Array.Exists(
            Frameworks,
            name =>
                type.Assembly.GetName().Name is { } assembly
                && (
                    assembly == name
                    || (assembly.StartsWith(name, StringComparison.Ordinal) && assembly[name.Length] == '.')
                    || assembly == "System.Private.CoreLib"
                )
        );

    /// <summary>The name of a framework's method that does I/O.</summary>
    internal static string? IoOf(Type machine) =>
        IsFramework(machine) && machine.Namespace is { } space && IsIo(space)
            ? Of(machine).Replace(".Internal", ".", StringComparison.Ordinal)
            : null;

    /// <summary>A name for I/O of which only a part is known.</summary>
    internal static string AnyIo(Type part) =>
        part.Namespace!.StartsWith("System.Net", StringComparison.Ordinal) ? "network I/O"
        : part.Namespace.Contains("Data", StringComparison.Ordinal) ? "database I/O"
        : "file I/O";

    internal static bool IsIo(string space) =>
        (space.StartsWith("System.IO", StringComparison.Ordinal) && !space.StartsWith("System.IO.Pipelines", StringComparison.Ordinal))
        || space.StartsWith("System.Net", StringComparison.Ordinal)
        || space.StartsWith("System.Data", StringComparison.Ordinal)
        || space.StartsWith("Microsoft.Data", StringComparison.Ordinal)
        || space.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
        || space.StartsWith("Microsoft.Win32.SafeHandles", StringComparison.Ordinal);

    // <Ring>d__3 and <Ring>b__3_0 are Ring; <Ring>g__Later|3_0 is Later; <<Ring>b__3_0>d is Ring.
    private static string? MethodIn(string name)
    {
        var local = name.IndexOf(">g__", StringComparison.Ordinal);
        if (local >= 0)
        {
            var end = name.IndexOf('|', local);
            return end < 0 ? null : name[(local + 4)..end];
        }

        var start = name.LastIndexOf('<');
        var close = name.IndexOf('>');
        var method = start >= 0 && close > start + 1 ? name[(start + 1)..close] : null;
        return method?[(method.LastIndexOf('.') + 1)..]; // an explicit implementation has its interface's name before it
    }

    private static string Bare(string name) => name.IndexOf('`') is > 0 and var tick ? name[..tick] : name;
}
