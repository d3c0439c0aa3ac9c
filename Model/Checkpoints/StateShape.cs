using System.Collections.Immutable;
using System.Reflection;

namespace SvaOrleans.Model.Checkpoints;

/// <summary>The kind of a type in a checkpoint.</summary>
internal enum StateShapeKind
{
    /// <summary>A number, a truth value or a character.</summary>
    Primitive,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A value that may be missing.</summary>
    Optional,

    /// <summary>A structure.</summary>
    Structure,

    /// <summary>An object of a class.</summary>
    Object,

    /// <summary>An array of one dimension.</summary>
    Array,

    /// <summary>A collection that is filled item by item.</summary>
    Collection,

    /// <summary>A map that is filled pair by pair.</summary>
    Map,
}

/// <summary>The format of values of a type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Fields">Structures and objects: all instance fields, those of base classes first, each class's by name.</param>
/// <param name="Items">Arrays and collections: the item's type; maps: key and value; optional values: the value.</param>
internal sealed record StateShape(Type Type, StateShapeKind Kind, ImmutableArray<FieldInfo> Fields, ImmutableArray<Type> Items)
{
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ImmutableArray<Type> Collections = [typeof(List<>), typeof(Queue<>), typeof(SortedSet<>)];

    private static readonly ImmutableArray<Type> Keyed = [typeof(SortedSet<>), typeof(Dictionary<,>), typeof(SortedDictionary<,>)];

    private static readonly ImmutableArray<Type> Maps = [typeof(Dictionary<,>), typeof(SortedDictionary<,>)];

    /// <summary>The shape of a type.</summary>
    /// <exception cref="NotSupportedException">A checkpoint cannot hold it.</exception>
    public static StateShape Of(Type type)
    {
        if (type.IsPrimitive || type.IsEnum)
        {
            return new(type, StateShapeKind.Primitive, [], []);
        }

        if (type == typeof(string))
        {
            return new(type, StateShapeKind.Text, [], []);
        }

        if (type.IsArray && type.GetArrayRank() == 1)
        {
            return new(type, StateShapeKind.Array, [], [type.GetElementType()!]);
        }

        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (generic == typeof(Nullable<>))
        {
            return new(type, StateShapeKind.Optional, [], [.. type.GetGenericArguments()]);
        }

        if (
            generic is not null
            && Keyed.Contains(generic)
            && !type.GetGenericArguments()[0].IsValueType
            && type.GetGenericArguments()[0] != typeof(string)
        )
        {
            // Its hash position would depend on its contents, which are read later.
            throw new NotSupportedException($"a checkpoint cannot hold {type}, whose keys are objects");
        }

        if (generic is not null && (Collections.Contains(generic) || Maps.Contains(generic)))
        {
            return new(type, Maps.Contains(generic) ? StateShapeKind.Map : StateShapeKind.Collection, [], [.. type.GetGenericArguments()]);
        }

        var isOurs = type.Assembly.GetName().Name!.StartsWith(nameof(SvaOrleans) + ".", StringComparison.Ordinal);
        var isTuple = generic?.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) ?? false;
        if (type.IsAbstract || typeof(Delegate).IsAssignableFrom(type) || (!isOurs && !isTuple && generic != typeof(ImmutableArray<>)))
        {
            throw new NotSupportedException($"a checkpoint cannot hold {type}");
        }

        return new(type, type.IsValueType ? StateShapeKind.Structure : StateShapeKind.Object, [.. FieldsOf(type)], []);
    }

    /// <summary>Refuses collections with a comparer of their own, which a checkpoint does not store.</summary>
    /// <param name="one">A collection or a map.</param>
    /// <exception cref="NotSupportedException">It does.</exception>
    public void RefuseOwnOrder(object one)
    {
        if (
            Type.GetProperty(nameof(SortedSet<>.Comparer)) is { } comparer
            && !Equals(comparer.GetValue(one), comparer.GetValue(Activator.CreateInstance(Type)))
        )
        {
            throw new NotSupportedException($"a checkpoint cannot hold a {Type} with a comparer of its own");
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        (type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType) ? FieldsOf(above) : []).Concat(
            type.GetFields(AllFields).OrderBy(static field => field.Name, StringComparer.Ordinal)
        );
}
