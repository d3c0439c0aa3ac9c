namespace SvaOrleans.Grains.Naming;

/// <summary>Says of which kernel generation a class is that is no grain; of grains their grain type says it.</summary>
/// <param name="name">The generation.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GenerationAttribute(string name) : Attribute
{
    /// <summary>The generation.</summary>
    public string Name => name;
}
