using System.Reflection;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>Tells the assemblies of Orleans and of .NET from those of the test and of others. A name that begins with "Orleans." says
/// nothing: packages of the community have such names too.</summary>
internal static class PlatformAssemblies
{
    private const string OrleansProduct = "Microsoft Orleans";

    private static readonly ConditionalWeakTable<Assembly, object> Known = [];

    internal static bool IsOrleans(Assembly assembly) =>
        (bool)
            Known.GetValue(assembly, static assembly => assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == OrleansProduct);

    /// <summary>True for a class of Orleans or of Microsoft's extensions.</summary>
    internal static bool IsPlatform(Type type) => IsNamedAsPlatform(type.Assembly.GetName().Name!) || IsOrleans(type.Assembly);

    /// <summary>True for the name of an assembly of .NET, of Microsoft's packages or of a test framework.</summary>
    internal static bool IsNamedAsPlatform(string name) =>
        name is "System" or "mscorlib" or "netstandard"
        || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name.StartsWith("xunit.", StringComparison.Ordinal);
}
