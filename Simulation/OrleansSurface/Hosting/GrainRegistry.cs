using System.Reflection;
using Orleans;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>The grain interfaces and classes that a cluster knows.</summary>
public sealed class GrainRegistry
{
    private readonly List<Assembly> _seen = [];
    private readonly List<GrainInterface> _interfaces = [];
    private readonly List<Type> _classes = [];

    /// <summary>The interfaces, in the order in which they were added.</summary>
    public IReadOnlyList<GrainInterface> Interfaces => _interfaces;

    /// <summary>The classes, in the order in which they were added.</summary>
    public IReadOnlyList<Type> Classes => _classes;

    /// <summary>Adds what an assembly, and those that it refers to, declare.</summary>
    /// <param name="assembly">The assembly.</param>
    public void Add(Assembly assembly) => Add(assembly, static _ => true);

    /// <summary>Adds some of what an assembly, and those that it refers to, declare.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="isWanted">True for the interfaces and classes to add.</param>
    public void Add(Assembly assembly, Func<Type, bool> isWanted)
    {
        if (_seen.Contains(assembly))
        {
            return;
        }

        _seen.Add(assembly);
        foreach (AssemblyName name in assembly.GetReferencedAssemblies())
        {
            if (!IsPlatform(name.Name!))
            {
                Add(Assembly.Load(name), isWanted);
            }
        }

        foreach (GrainModuleAttribute attribute in assembly.GetCustomAttributes<GrainModuleAttribute>())
        {
            GrainRegistry all = new();
            ((IGrainModule)Activator.CreateInstance(attribute.Module, nonPublic: true)!).Register(all);
            _interfaces.AddRange(all.Interfaces.Where(i => isWanted(i.Type)));
            _classes.AddRange(all.Classes.Where(isWanted));
        }
    }

    /// <summary>Adds an interface.</summary>
    /// <param name="grainInterface">The interface.</param>
    public void Add(GrainInterface grainInterface) => _interfaces.Add(grainInterface);

    /// <summary>Adds a class.</summary>
    /// <param name="grainClass">The class.</param>
    public void AddClass(Type grainClass) => _classes.Add(grainClass);

    /// <summary>The grain type's name of a class: what its attribute says, else the class's name in lower case without "Grain" at the end.</summary>
    /// <param name="grainClass">The class.</param>
    /// <returns>The name.</returns>
    public static string NameOf(Type grainClass)
    {
        if (grainClass.GetCustomAttribute<GrainTypeAttribute>() is { } attribute)
        {
            return attribute.GetGrainType(null!, grainClass).ToString();
        }

        string name = grainClass.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^5] : name;
    }

    private static bool IsPlatform(string name) =>
        name is "System" or "mscorlib" or "netstandard" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name.StartsWith("xunit.", StringComparison.Ordinal);
}
