using System.Collections.Immutable;
using System.Reflection;

namespace SvaOrleans.Simulation;

/// <summary>Says whether a type's values can never change, so that a message may be passed without a copy.</summary>
public static class Immutability
{
    /// <summary>Why values of a type can change, or null if they cannot.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isPromised">Types whose author promises immutability, e.g. by an attribute; null for none.</param>
    /// <returns>A path to the first changeable part, in words; null if there is none.</returns>
    public static string? WhyNot(Type type, Func<Type, bool>? isPromised = null) => WhyNot(type, isPromised, []);

    private static string? WhyNot(Type type, Func<Type, bool>? isPromised, List<Type> open)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(void)
            || type == typeof(Guid) || type == typeof(TimeSpan) || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly)
            || type == typeof(TimeOnly) || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(Version) || type == typeof(Uri)
            || type == typeof(CancellationToken) || open.Contains(type) || isPromised?.Invoke(type) == true)
        {
            return null;
        }

        open.Add(type);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return WhyNot(underlying, isPromised, open);
        }

        if (type.IsGenericType && IsImmutableCollection(type.GetGenericTypeDefinition()))
        {
            foreach (Type argument in type.GetGenericArguments())
            {
                if (WhyNot(argument, isPromised, open) is { } reason)
                {
                    return $"{Name(type)} of {reason}";
                }
            }

            return null;
        }

        if (type.IsArray)
        {
            return $"{Name(type)} (an array's elements can be replaced; use ImmutableArray)";
        }

        if (type.IsInterface || type.IsAbstract || type == typeof(object))
        {
            return $"{Name(type)} (its implementation is not known)";
        }

        for (Type? part = type; part is not null && part != typeof(object) && part != typeof(ValueType); part = part.BaseType)
        {
            foreach (FieldInfo field in part.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                // A struct that is passed by value may have writable fields: the receiver has its own copy of them.
                if (!field.IsInitOnly && !type.IsValueType)
                {
                    return $"{Name(type)}.{FieldName(field)} (can be assigned)";
                }

                if (WhyNot(field.FieldType, isPromised, open) is { } reason)
                {
                    return $"{Name(type)}.{FieldName(field)} of {reason}";
                }
            }
        }

        return null;
    }

    private static bool IsImmutableCollection(Type definition) =>
        definition == typeof(ImmutableArray<>) || definition == typeof(ImmutableList<>) || definition == typeof(ImmutableDictionary<,>)
        || definition == typeof(ImmutableSortedDictionary<,>) || definition == typeof(ImmutableHashSet<>) || definition == typeof(ImmutableSortedSet<>)
        || definition == typeof(ImmutableQueue<>) || definition == typeof(ImmutableStack<>);

    private static string FieldName(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static string Name(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? type.Name : type.Name[..tick])}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
