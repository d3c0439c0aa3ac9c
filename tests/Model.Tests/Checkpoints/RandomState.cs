using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Model.Tests.Checkpoints;

/// <summary>Makes states that no kernel would ever be in, of any class of the model: every field has some value, objects are shared and
/// refer to each other in circles.</summary>
internal sealed class RandomState(int seed)
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Random _random = new(seed);
    private readonly List<object> _made = [];

    /// <summary>Concrete classes of the model that a value of a declared type may be.</summary>
    public static IReadOnlyList<Type> Concrete(Type declared) =>
        declared.IsAbstract
            ?
            [
                .. typeof(IModelState<>)
                    .Assembly.GetTypes()
                    .Where(type => declared.IsAssignableFrom(type) && !type.IsAbstract)
                    .OrderBy(type => type.FullName, StringComparer.Ordinal),
            ]
            : [declared];

    public object Make(Type declared, int depth = 0)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
        {
            return new string([.. Enumerable.Range(0, _random.Next(6)).Select(_ => (char)_random.Next(32, 0xd000))]);
        }

        if (type.IsEnum)
        {
            return Enum.ToObject(type, Primitive(Enum.GetUnderlyingType(type)));
        }

        if (type.IsPrimitive)
        {
            return Primitive(type);
        }

        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, Count(depth));
            for (var index = 0; index < array.Length; index++)
            {
                array.SetValue(Maybe(type.GetElementType()!, depth + 1), index);
            }

            return array;
        }

        var candidates = Concrete(type);
        type = candidates[_random.Next(candidates.Count)];
        var earlier = _made.FindAll(type.IsInstanceOfType);
        if (!type.IsValueType && earlier.Count > 0 && _random.Next(3) == 0)
        {
            return earlier[_random.Next(earlier.Count)];
        }

        var isCollection = type.Namespace == "System.Collections.Generic";
        var one = isCollection ? Activator.CreateInstance(type)! : RuntimeHelpers.GetUninitializedObject(type);
        if (!type.IsValueType)
        {
            _made.Add(one);
        }

        if (isCollection)
        {
            FillCollection(one, type, depth);
        }
        else
        {
            FillFields(one, type, depth);
        }

        return one;
    }

    private object Primitive(Type type) =>
        Convert.ChangeType(
            type == typeof(bool) ? _random.Next(2) == 0
                : type == typeof(ulong) ? (ulong)_random.NextInt64() * 2
                : (object)(_random.NextInt64(long.MaxValue) >> (64 - (8 * SizeOf(type)))),
            type,
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static int SizeOf(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Byte or TypeCode.SByte => 1,
            TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 2,
            TypeCode.Int32 or TypeCode.UInt32 => 4,
            _ => 8,
        };

    private int Count(int depth) => _random.Next(Math.Max(1, 5 - depth));

    private object? Maybe(Type type, int depth) =>
        (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null) && (depth > 6 || _random.Next(4) == 0)
            ? null
            : Make(type, depth);

    private void FillCollection(object one, Type type, int depth)
    {
        var arguments = type.GetGenericArguments();
        var items = Count(depth);
        if (one is IDictionary map)
        {
            for (; items > 0; items--)
            {
                map[Make(arguments[0], depth + 1)] = Maybe(arguments[1], depth + 1);
            }

            return;
        }

        var add = type.GetMethod(type.GetGenericTypeDefinition() == typeof(Queue<>) ? "Enqueue" : "Add", arguments)!;
        for (; items > 0; items--)
        {
            add.Invoke(one, [Make(arguments[0], depth + 1)]);
        }
    }

    private void FillFields(object one, Type type, int depth)
    {
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (var field in level.GetFields(Fields))
            {
                field.SetValue(one, Maybe(field.FieldType, depth + 1));
            }
        }
    }
}
