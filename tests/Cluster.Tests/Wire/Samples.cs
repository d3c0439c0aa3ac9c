using System.Collections.Immutable;
using System.Reflection;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Cluster.Tests.Wire;

/// <summary>Values of any message type, made from its constructor, different for each seed.</summary>
internal sealed class Samples(int seed)
{
    private const int DepthMax = 6;

    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock Gate = new();

    private static readonly MethodInfo CreateArray = typeof(ImmutableArray)
        .GetMethods()
        .Single(static method =>
            method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }]
        );

    private readonly Random _random = new(seed);

    public object Make(Type type) => Make(type, depth: 0);

    private object Make(Type type, int depth)
    {
        if (type.IsEnum)
        {
            return MakeEnum(type);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            return MakeArray(type.GetGenericArguments()[0], depth);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => _random.Next(2) == 1,
            TypeCode.Byte => (byte)_random.Next(1, 256),
            TypeCode.Int16 or TypeCode.UInt16 or TypeCode.SByte or TypeCode.Char => Convert.ChangeType(_random.Next(1, 128), type, null),
            TypeCode.Int32 => _random.Next(int.MinValue, int.MaxValue),
            TypeCode.UInt32 => (uint)_random.NextInt64(1, uint.MaxValue),
            TypeCode.Int64 => _random.NextInt64(long.MinValue, long.MaxValue),
            TypeCode.UInt64 => unchecked((ulong)_random.NextInt64(long.MinValue, long.MaxValue)),
            TypeCode.String => "name-" + _random.Next(1_000_000) + (_random.Next(2) == 1 ? "/ü%" : ""),
            _ => MakeObject(type, depth),
        };
    }

    private object MakeObject(Type type, int depth)
    {
        if (typeof(Exception).IsAssignableFrom(type))
        {
            return Activator.CreateInstance(type, "why " + _random.Next())!;
        }

        if (type.IsAbstract)
        {
            var kinds = Concrete(type);

            // Branches hold programs, which hold steps again: at some depth they must end.
            kinds = depth > DepthMax ? [.. kinds.Where(static kind => kind != typeof(ParallelStep))] : kinds;
            return Make(kinds[_random.Next(kinds.Length)], depth + 1);
        }

        var constructor = type.GetConstructors().OrderByDescending(static candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => MakeArgument(parameter, depth + 1))]);
    }

    private object? MakeArgument(ParameterInfo parameter, int depth)
    {
        if (Nullable.GetUnderlyingType(parameter.ParameterType) is { } value)
        {
            return _random.Next(4) == 0 ? null : Make(value, depth);
        }

        bool mayBeNull;
        lock (Gate)
        {
            mayBeNull = !parameter.ParameterType.IsValueType && Nullability.Create(parameter).WriteState == NullabilityState.Nullable;
        }

        return mayBeNull && _random.Next(4) == 0 ? null : Make(parameter.ParameterType, depth);
    }

    private object MakeEnum(Type type)
    {
        var values = Enum.GetValues(type);
        var one = values.GetValue(_random.Next(values.Length))!;
        return type.IsDefined(typeof(FlagsAttribute), false)
            ? Enum.ToObject(type, Convert.ToInt64(one, null) | Convert.ToInt64(values.GetValue(_random.Next(values.Length)), null))
            : one;
    }

    private object MakeArray(Type element, int depth)
    {
        var items = Array.CreateInstance(element, depth > DepthMax ? 0 : _random.Next(4));
        for (var index = 0; index < items.Length; index++)
        {
            items.SetValue(Make(element, depth + 1), index);
        }

        return CreateArray.MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static Type[] Concrete(Type type) =>
        [
            .. type
                .Assembly.GetTypes()
                .Where(kind => !kind.IsAbstract && type.IsAssignableFrom(kind))
                .OrderBy(static kind => kind.FullName, StringComparer.Ordinal),
        ];
}
