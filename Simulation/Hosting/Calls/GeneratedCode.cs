using System.Reflection;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>Tells Orleans' own asynchronous code around a grain method from the grain's.</summary>
internal sealed class GeneratedCode
{
    private static readonly Assembly Abstractions = typeof(RequestBase).Assembly;

    private readonly Dictionary<Type, bool> _known = [];

    /// <summary>True if a continuation belongs to the request, which waits for the method's task.</summary>
    /// <param name="target">The continuation's object.</param>
    internal bool Owns(object target)
    {
        var type = target.GetType();
        if (!_known.TryGetValue(type, out var isOwn))
        {
            isOwn =
                target is GrainRequest
                || Array.Exists(type.GetGenericArguments(), static argument => argument.Assembly == Abstractions && argument.IsNested);
            _known[type] = isOwn;
        }

        return isOwn;
    }
}
