using System.Reflection;

namespace SvaOrleans.Server.Tests.Memory;

/// <summary>Counts what can be reached from some objects: every object, and every element of an array. Objects of the runtime and of the
/// web server are not looked into: what they keep is theirs, and differs from moment to moment.</summary>
internal sealed class ReachableObjects
{
    private static readonly string[] Foreign = ["System.Reflection", "System.Runtime", "System.Threading", "Microsoft."];

    private readonly Dictionary<Type, FieldInfo[]> _fields = [];
    private readonly Dictionary<Type, bool> _leaves = [];

    /// <summary>What is not looked into, as it has a bound of its own.</summary>
    public IReadOnlyList<object> LeftOut { get; init; } = [];

    /// <summary>Counts.</summary>
    /// <param name="roots">Where from.</param>
    public long Count(params object[] roots)
    {
        var seen = new HashSet<object>(LeftOut, ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>();
        var elements = 0L;
        foreach (var root in roots)
        {
            Reach(root);
        }

        while (waiting.TryPop(out var next))
        {
            if (next is Array array)
            {
                elements += array.Length;
                if (!IsLeaf(array.GetType().GetElementType()!))
                {
                    foreach (var element in array)
                    {
                        Reach(element);
                    }
                }
            }
            else
            {
                LookInto(next, next.GetType());
            }
        }

        return seen.Count + elements;

        void Reach(object? found)
        {
            if (
                found is not null
                && !found.GetType().IsPrimitive
                && !IsForeign(found.GetType())
                && (found.GetType().IsValueType || seen.Add(found))
            )
            {
                waiting.Push(found);
            }
        }

        void LookInto(object at, Type type)
        {
            foreach (var field in FieldsOf(type))
            {
                Reach(field.GetValue(at));
            }
        }
    }

    private FieldInfo[] FieldsOf(Type type)
    {
        if (!_fields.TryGetValue(type, out var known))
        {
            var all = new List<FieldInfo>();
            for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
            {
                all.AddRange(
                    at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                        .Where(field => !IsLeaf(field.FieldType))
                );
            }

            _fields[type] = known = [.. all];
        }

        return known;
    }

    // A value in which nothing is that could be reached.
    private bool IsLeaf(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsByRefLike)
        {
            return true;
        }

        if (!type.IsValueType)
        {
            return false;
        }

        if (!_leaves.TryGetValue(type, out var known))
        {
            _leaves[type] = known = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .All(field => field.FieldType != type && IsLeaf(field.FieldType));
        }

        return known;
    }

    private static bool IsForeign(Type type) =>
        typeof(Type).IsAssignableFrom(type)
        || Foreign.Any(name => type.Namespace?.StartsWith(name, StringComparison.Ordinal) == true && !type.IsGenericType);
}
