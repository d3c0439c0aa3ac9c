using Microsoft.CodeAnalysis;

namespace SvaOrleans.Simulation.Analyzers;

/// <summary>What the build refuses in code that must be deterministic.</summary>
internal static class GrainRules
{
    /// <summary>This repository's own, so a project asks for it by name in its .editorconfig.</summary>
    internal static readonly DiagnosticDescriptor ReferenceByKey = Rule(
        "SVA0001",
        "References come from Grains/Naming",
        "'{0}' chooses the grain class by interface or prefix; make a GrainId in Grains.Naming and use GetGrain<T>(GrainId)",
        isEnabled: false);

    internal static readonly DiagnosticDescriptor ChangingStatic = Rule(
        "SVA0002", "Statics must not change", "Static '{0}' can change; it would be shared by all worlds and survive their resets. Keep state in an activation or make it readonly");

    internal static readonly DiagnosticDescriptor HashOrder = Rule(
        "SVA0003", "Do not enumerate hash tables", "The order of {0} depends on hash codes; enumerate a List, a SortedDictionary or an array, or sort first");

    internal static readonly DiagnosticDescriptor AttributeOnClass = Rule(
        "SVA0006", "Interleaving attributes belong to the interface", "[{0}] on '{1}' has no effect; put it on the interface's method");

    internal static readonly DiagnosticDescriptor OffScheduler = Rule(
        "SVA0007", "Code must stay on its activation", "'{0}' runs its delegate off the activation's scheduler; use await");

    private static DiagnosticDescriptor Rule(string id, string title, string message, bool isEnabled = true) =>
        new(id, title, message, "Determinism", DiagnosticSeverity.Error, isEnabled);
}
