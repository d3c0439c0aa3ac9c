using System.Reflection;
using Orleans.Serialization.Serializers;

namespace SvaOrleans.Simulation.Hosting.Refusals;

/// <summary>Finds types in the signatures of grain methods that Orleans cannot copy. On Orleans the first reference of such an interface
/// fails, and in development the silo does not start.</summary>
internal static class RefusedMessages
{
    /// <summary>Types of messages that cannot be copied.</summary>
    /// <param name="interfaces">The grain interfaces that were added.</param>
    /// <param name="codecs">The copiers.</param>
    internal static IEnumerable<BuildRefusal> In(IEnumerable<Type> interfaces, CodecProvider codecs)
    {
        Dictionary<Type, bool> known = [];
        foreach (var type in interfaces.OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            foreach (var method in type.GetMethods())
            {
                foreach ((var member, var message) in MessagesOf(method))
                {
                    if (!IsKnown(message))
                    {
                        yield return new(
                            $"{type.FullName}.{method.Name}, {member},",
                            $"is of the type {message}, for which Orleans has no copier",
                            "Mark the type with [GenerateSerializer] and its members with [Id], configure a serializer for it by "
                                + "ConfigureSilo, "
                                + "or leave the interface out: AddGrains(assembly, type => ...) adds only the types that you want."
                        );
                    }
                }
            }
        }

        bool IsKnown(Type message)
        {
            if (!known.TryGetValue(message, out var isKnown))
            {
                known[message] = isKnown = IsPlain(message) || codecs.TryGetDeepCopier(message) is not null;
            }

            return isKnown;
        }
    }

    // Most message types can be judged without making their copiers, which takes longer than all the rest.
    private static bool IsPlain(Type type) =>
        type.IsPrimitive
        || type.IsEnum
        || type == typeof(string)
        || (
            type.IsGenericType
                ? IsMarked(type.GetGenericTypeDefinition()) && Array.TrueForAll(type.GenericTypeArguments, IsPlain)
                : IsMarked(type) || type.IsAssignableTo(typeof(IAddressable))
        )
        || (type.IsSZArray && IsPlain(type.GetElementType()!));

    private static bool IsMarked(Type type) =>
        type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
        || (type.Namespace == nameof(System) && type.IsValueType)
        || (type.Namespace?.StartsWith("System.Collections.", StringComparison.Ordinal) ?? false);

    private static IEnumerable<(string Member, Type Type)> MessagesOf(MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType != typeof(CancellationToken) && !parameter.ParameterType.ContainsGenericParameters)
            {
                yield return ($"parameter '{parameter.Name}'", parameter.ParameterType);
            }
        }

        if (
            method.ReturnType is { IsConstructedGenericType: true, ContainsGenericParameters: false } result
            && (result.GetGenericTypeDefinition() == typeof(Task<>) || result.GetGenericTypeDefinition() == typeof(ValueTask<>))
        )
        {
            yield return ("the result", result.GenericTypeArguments[0]);
        }
    }
}
