using System.Reflection;

namespace SvaOrleans.Model.Checkpoints;

/// <summary>Finds the types that a checkpoint names, in assemblies that are loaded: a checkpoint cannot load code.</summary>
internal static class StateTypes
{
    /// <summary>Finds a type.</summary>
    /// <param name="name">Its name, with its assembly's.</param>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public static Type Find(string name) =>
        Type.GetType(name, FindAssembly, null, throwOnError: false)
        ?? throw new InvalidDataException($"a state in a checkpoint names {name}, which this version does not have");

    private static Assembly? FindAssembly(AssemblyName name) =>
        Array.Find(AppDomain.CurrentDomain.GetAssemblies(), loaded => loaded.GetName().Name == name.Name);
}
