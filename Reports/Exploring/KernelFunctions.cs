using System.Collections.Concurrent;
using System.Reflection;
using SvaOrleans.Interfaces;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Reports.Exploring;

/// <summary>The function of the kernel that a grain call models, as <see cref="ModelsAttribute"/> names it on the method.</summary>
internal static class KernelFunctions
{
    private static readonly ConcurrentDictionary<(Type Interface, string Method), string?> Known = new();

    /// <summary>The function; null for a call that models none.</summary>
    /// <param name="grain">The grain that is called.</param>
    /// <param name="method">The method.</param>
    public static string? Of(GrainSlot grain, CallMethod method) =>
        Known.GetOrAdd(
            (method.InterfaceType, method.Name),
            static key =>
                key.Interface.GetMethods()
                    .Where(declared => declared.Name == key.Method)
                    .Select(static declared => declared.GetCustomAttribute<ModelsAttribute>()?.Function)
                    .FirstOrDefault(static function => function is not null)
        );
}
