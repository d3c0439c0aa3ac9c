using System.Reflection;

namespace SvaOrleans.Simulation.Hosting.Refusals;

/// <summary>The parts of Orleans that the engine does not simulate.</summary>
internal static class RefusedFeature
{
    private static readonly Dictionary<string, string> Assemblies = new(StringComparer.Ordinal)
    {
        ["Orleans.Transactions"] = "transactions",
        ["Orleans.EventSourcing"] = "journaled grains",
        ["Orleans.Journaling"] = "journaling",
        ["Orleans.DurableJobs"] = "durable jobs",
        ["Orleans.BroadcastChannel"] = "broadcast channels",
    };

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["Orleans.Services.IGrainService"] = "grain services",
    };

    /// <summary>The part that a type belongs to; null if it is none of them.</summary>
    internal static string? Of(Type type) =>
        Types.TryGetValue(Definition(type).FullName ?? string.Empty, out var feature) ? feature : Of(type.Assembly);

    /// <summary>The part that an assembly is; null if it is none of them.</summary>
    internal static string? Of(Assembly assembly) => Assemblies.GetValueOrDefault(assembly.GetName().Name!);

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
