using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;

namespace SvaOrleans.Server.Api.Checks;

/// <summary>What of a type of message is looked at.</summary>
/// <param name="Members">Its properties that can be wrong.</param>
internal sealed record RequestShape(ImmutableArray<RequestMember> Members)
{
    private static readonly ConcurrentDictionary<Type, RequestShape> Known = new();

    /// <summary>The shape of a type.</summary>
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

    // A name at a place where there may be none.
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

    /// <summary>A property.</summary>
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

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether null is a value of it.</summary>
    public bool MayBeNull { get; }

    /// <summary>Whether a name may be that of nothing.</summary>
    public bool MayBeNone { get; }

    /// <summary>The kinds of object that it can name; empty for any.</summary>
    public ImmutableArray<ObjectKind> Kinds { get; }

    /// <summary>Its smallest and largest figure, where it has such.</summary>
    public Limit? Limit { get; }

    /// <summary>Whether a property can be wrong at all; flags and plain counters cannot.</summary>
    public static bool CanBeWrong(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return Limits.At(property) is not null || (!type.IsPrimitive && !type.IsEnum);
    }

    /// <summary>Its value.</summary>
    public object? Read(object holder) => _read(holder);

    /// <summary>Whether it is a list that was never set.</summary>
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
