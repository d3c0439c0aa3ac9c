using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SvaOrleans.Server.Api;

/// <summary>The JSON of the API: each record is written by its property names, and a record with several kinds (a step of a program) also
/// carries its kind.</summary>
public static class ApiJson
{
    /// <summary>The property that holds the kind.</summary>
    public const string Kind = "$kind";

    /// <summary>The serializer options.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(TellKinds);
        resolver.Modifiers.Add(FillLists);
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = resolver,
            IgnoreReadOnlyProperties = true,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            AllowOutOfOrderMetadataProperties = true,
        };
        options.Converters.Add(new PasidJson());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }

    // An unset list is written as an empty one: a default ImmutableArray cannot be serialized.
    private static void FillLists(JsonTypeInfo type)
    {
        foreach (
            var property in type.Properties.Where(static property =>
                property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            )
        )
        {
            var empty = property.PropertyType.GetField(nameof(ImmutableArray<>.Empty))!.GetValue(null);
            var unset = Activator.CreateInstance(property.PropertyType)!;
            if (property.Get is { } get)
            {
                property.Get = holder => get(holder) is { } list && !list.Equals(unset) ? list : empty;
            }
        }
    }

    private static void TellKinds(JsonTypeInfo type)
    {
        if (
            !type.Type.IsAbstract
            || type.Kind != JsonTypeInfoKind.Object
            || !type.Type.Assembly.GetName().Name!.StartsWith(nameof(SvaOrleans) + ".", StringComparison.Ordinal)
        )
        {
            return;
        }

        type.PolymorphismOptions = new()
        {
            TypeDiscriminatorPropertyName = Kind,
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (
            var derived in type
                .Type.Assembly.GetTypes()
                .Where(one => !one.IsAbstract && one.IsAssignableTo(type.Type))
                .OrderBy(static one => one.Name, StringComparer.Ordinal)
        )
        {
            type.PolymorphismOptions.DerivedTypes.Add(new(derived, derived.Name));
        }
    }
}
