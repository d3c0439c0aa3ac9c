namespace SvaOrleans.Interfaces;

/// <summary>Names the function of the kernel, or the act of the hardware, that a grain method models. Drawings and reports print
/// it.</summary>
/// <param name="function">The function, in the kernel's words.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ModelsAttribute(string function) : Attribute
{
    /// <summary>The function, in the kernel's words.</summary>
    public string Function => function;
}
