using System.Reflection;

namespace SvaOrleans.Simulation.Hosting.Refusals;

/// <summary>Finds in grain classes what the engine does not simulate, by the names of Orleans' types: most of them are in packages that
/// this library does not need.</summary>
internal static class RefusedClasses
{
    private const string LeaveOut = "Leave the class out: AddGrains(assembly, type => ...) adds only the types that you want.";

    /// <summary>What the classes use.</summary>
    /// <param name="classes">The grain classes that were added.</param>
    internal static IEnumerable<BuildRefusal> In(IEnumerable<Type> classes) =>
        classes.OrderBy(static type => type.FullName, StringComparer.Ordinal).SelectMany(static type => In(type).Take(1));

    private static IEnumerable<BuildRefusal> In(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (RefusedFeature.Of(ancestor) is { } feature)
            {
                yield return new(type.FullName!, $"derives from {Name(ancestor)} ({feature}), which is not simulated", LeaveOut);
            }
        }

        foreach (var attribute in type.CustomAttributes)
        {
            if (RefusedFeature.Of(attribute.AttributeType) is { } feature)
            {
                yield return new(type.FullName!, $"has [{Short(attribute)}] ({feature}), which is not simulated", LeaveOut);
            }
        }

        foreach (var implemented in type.GetInterfaces())
        {
            if (RefusedFeature.Of(implemented) is { } feature)
            {
                yield return new(type.FullName!, $"implements {Name(implemented)} ({feature}), which is not simulated", LeaveOut);
            }

            foreach (var method in implemented.GetMethods())
            {
                if (
                    method.CustomAttributes.FirstOrDefault(static attribute => RefusedFeature.Of(attribute.AttributeType) is not null) is
                    { } marked
                )
                {
                    yield return new(
                        $"{type.FullName}, method {Name(implemented)}.{method.Name},",
                        $"has [{Short(marked)}] ({RefusedFeature.Of(marked.AttributeType)}), which is not simulated",
                        LeaveOut
                    );
                }
            }
        }

        foreach (var parameter in type.GetConstructors().SelectMany(static constructor => constructor.GetParameters()))
        {
            if (RefusedFeature.Of(parameter.ParameterType) is { } feature)
            {
                yield return new(
                    $"{type.FullName}, constructor parameter '{parameter.Name}',",
                    $"asks for {Name(parameter.ParameterType)} ({feature}), which is not simulated",
                    LeaveOut
                );
            }
        }
    }

    private static string Short(CustomAttributeData attribute) =>
        attribute.AttributeType.Name.Replace("Attribute", string.Empty, StringComparison.Ordinal);

    private static string Name(Type type) => type.Name.Split('`')[0];
}
