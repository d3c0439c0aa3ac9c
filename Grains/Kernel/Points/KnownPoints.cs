using System.Collections.Immutable;
using System.Reflection;

namespace SvaOrleans.Grains.Kernel.Points;

/// <summary>Every point that a class of this assembly declares.</summary>
public static class KnownPoints
{
    /// <summary>The points: those of 2018 first, then those that all generations share, then those of further generations.</summary>
    public static ImmutableArray<ProtocolPoint> All { get; } =
    [
        .. typeof(KnownPoints)
            .Assembly.GetTypes()
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static field => field.FieldType == typeof(ProtocolPoint))
            .Select(static field => (Point: (ProtocolPoint)field.GetValue(null)!, field.MetadataToken))
            .OrderBy(static found => found.Point.Owner, StringComparer.Ordinal)
            .ThenBy(static found => found.MetadataToken)
            .Select(static found => found.Point),
    ];

    /// <summary>The names of the points, each once.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(static point => point.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The points of a name: several generations may have the same.</summary>
    public static ImmutableArray<ProtocolPoint> Of(string name) => [.. All.Where(point => point.Name == name)];
}
