using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Server.Api.Checks;

/// <summary>The checked parts of a message type.</summary>
/// <param name="Members">The properties that can be wrong.</param>
internal sealed record RequestShape(ImmutableArray<RequestMember> Members)
{
    private static readonly ConcurrentDictionary<Type, RequestShape> Known = new();

    public static RequestShape Of(Type type) =>
        Known.GetOrAdd(
            type,
            static type =>
                new([
                    .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                        .Where(static property => property.CanWrite && property.GetIndexParameters().Length == 0)
                        .Where(static property => RequestMember.CanBeWrong(property))
                        .Select(static property => new RequestMember(property)),
                ])
        );
}

/// <summary>A property of a message.</summary>
internal sealed class RequestMember
{
    private static readonly NullabilityInfoContext Nullability = new();

    // Properties whose name may be that of no object.
    private static readonly ImmutableHashSet<(Type, string)> Optional =
    [
        (typeof(DeviceSpec), nameof(DeviceSpec.Iommu)),
        (typeof(DeviceSpec), nameof(DeviceSpec.Domain)),
        (typeof(DriverSpec), nameof(DriverSpec.MmExitLock)),
        (typeof(ForkStep), nameof(ForkStep.ChildMm)),
        (typeof(ReplayEvent), nameof(ReplayEvent.Mm)),
        (typeof(ReplayEvent), nameof(ReplayEvent.Child)),
        (typeof(MemoryStep), nameof(MemoryStep.Mm)),
    ];

    private readonly Func<object, object?> _read;
    private readonly Func<object, bool>? _isUnset;

    /// <summary>Describes a property.</summary>
    public RequestMember(PropertyInfo property)
    {
        Name = property.Name;
        MayBeNull = MayBeNullAt(property);
        MayBeNone = Optional.Contains((property.DeclaringType!, property.Name));
        Kinds = KindsAt(property);
        Limit = Limits.At(property);
        var holder = Expression.Parameter(typeof(object));
        _read = Expression
            .Lambda<Func<object, object?>>(
                Expression.Convert(Expression.Property(Expression.Convert(holder, property.DeclaringType!), property), typeof(object)),
                holder
            )
            .Compile();
        if (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            _isUnset = Expression
                .Lambda<Func<object, bool>>(Expression.Property(Expression.Convert(holder, property.PropertyType), "IsDefault"), holder)
                .Compile();
        }
    }

    public string Name { get; }

    /// <summary>Whether the value may be null.</summary>
    public bool MayBeNull { get; }

    /// <summary>Whether the name may be that of no object.</summary>
    public bool MayBeNone { get; }

    /// <summary>The kinds of object that the property can name; empty for any.</summary>
    public ImmutableArray<ObjectKind> Kinds { get; }

    /// <summary>The bounds of the number, if it has any.</summary>
    public Limit? Limit { get; }

    /// <summary>Whether a property can be wrong. Flags and plain counters cannot.</summary>
    public static bool CanBeWrong(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return Limits.At(property) is not null || (!type.IsPrimitive && !type.IsEnum);
    }

    /// <summary>Reads the value.</summary>
    public object? Read(object holder) => _read(holder);

    /// <summary>Whether the value is a list that was never set.</summary>
    public bool IsUnset(object value) => _isUnset?.Invoke(value) ?? false;

    private static bool MayBeNullAt(PropertyInfo property)
    {
        if (property.PropertyType.IsValueType)
        {
            return Nullable.GetUnderlyingType(property.PropertyType) is not null;
        }

        lock (Nullability)
        {
            return Nullability.Create(property).ReadState != NullabilityState.NotNull;
        }
    }

    private static ImmutableArray<ObjectKind> KindsAt(PropertyInfo property) =>
        property.Name switch
        {
            "Device" or "Devices" => [ObjectKind.Device],
            "Mm" or "ChildMm" or "NewMm" => [ObjectKind.Mm],
            "Domain" => [ObjectKind.Domain],
            "Iommu" => [ObjectKind.Iommu],
            "Task" or "Tasks" or "Child" => [ObjectKind.Task],
            "Lock" or "MmExitLock" => [ObjectKind.DriverLock],
            "Pasids" => [ObjectKind.PasidSpace],
            "Host" => [ObjectKind.Host],
            "Target" => [ObjectKind.Device, ObjectKind.Mm, ObjectKind.IoMm],
            "Name" when property.DeclaringType == typeof(IommuSpec) => [ObjectKind.Iommu],
            "Name" when property.DeclaringType == typeof(DomainSpec) => [ObjectKind.Domain],
            "Name" when property.DeclaringType == typeof(DeviceSpec) => [ObjectKind.Device],
            _ => [],
        };
}
