using Microsoft.CodeAnalysis;

namespace SvaOrleans.Simulation.Analyzers.Rules;

/// <summary>What would make two runs of a seed differ, or does nothing.</summary>
internal static class GrainRules
{
    /// <summary>The SvaOrleans repository's own, so a project asks for it by name in its .editorconfig.</summary>
    internal static readonly DiagnosticDescriptor ReferenceByKey = Rule(
        "SVA0001",
        "References come from Grains/Kernel",
        "'{0}' chooses the grain class by interface or prefix; make a GrainId in Grains.Kernel and use GetGrain<T>(GrainId)",
        isEnabled: false
    );

    internal static readonly DiagnosticDescriptor ChangingStatic = Rule(
        "SVA0002",
        "Statics must not change",
        "Static '{0}' can change; all activations of a process share it, and in a simulation all runs do. Keep state in an "
            + "activation or make it readonly"
    );

    internal static readonly DiagnosticDescriptor HashOrder = Rule(
        "SVA0003",
        "Do not enumerate hash tables",
        "The order of {0} depends on hash codes; enumerate a List, a SortedDictionary or an array, or sort first"
    );

    internal static readonly DiagnosticDescriptor AttributeOnClass = Rule(
        "SVA0006",
        "Interleaving attributes belong to the interface",
        "[{0}] on '{1}' has no effect; put it on the interface's method"
    );

    internal static readonly DiagnosticDescriptor OffScheduler = Rule(
        "SVA0007",
        "Code must stay on its activation",
        "'{0}' runs its delegate on a scheduler that a simulation does not drive; use await"
    );

    internal static readonly DiagnosticDescriptor WallClock = Rule(
        "SVA0008",
        "Time comes from the injected TimeProvider",
        "'{0}' reads the machine's clock; inject a TimeProvider and ask it"
    );

    internal static readonly DiagnosticDescriptor Chance = Rule(
        "SVA0009",
        "Chance is seeded or injected",
        "'{0}' gives another value in each run; inject what draws, so that a test can replace it, or use a Random with a seed "
            + "that the grain is given"
    );

    internal static readonly DiagnosticDescriptor LeavesActivation = Rule(
        "SVA0010",
        "Work stays on its activation",
        "'{0}' leaves the activation, so turns no longer order what it does; {1}"
    );

    internal static readonly DiagnosticDescriptor RealTimer = Rule(
        "SVA0011",
        "Delays and timers use the injected TimeProvider",
        "'{0}' runs on the machine's clock; {1}"
    );

    internal static readonly DiagnosticDescriptor Blocks = Rule(
        "SVA0012",
        "Turns do not block",
        "'{0}' blocks the turn, which can wait for itself for ever; use await"
    );

    private static DiagnosticDescriptor Rule(string id, string title, string message, bool isEnabled = true) =>
        new(id, title, message, "Determinism", DiagnosticSeverity.Warning, isEnabled);
}
