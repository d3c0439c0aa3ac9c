using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using SvaOrleans.Grains.Exit;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Naming;

/// <summary>A kernel generation: the classes that make it up. Whoever adds one adds classes, and enters it in no list.</summary>
/// <remarks>Found once, by the grain types of this assembly; what was found never changes.</remarks>
public sealed class KernelGeneration
{
    private static readonly FrozenDictionary<string, KernelGeneration> Found = FindAll();

    private KernelGeneration(string name, IEnumerable<(ObjectKind Kind, Type Class)> classes, Type? release)
    {
        Name = name;
        Classes = classes.ToImmutableSortedDictionary(static part => part.Kind, static part => part.Class);
        Release = release is null ? null : (NotifierRelease)Activator.CreateInstance(release)!;
    }

    /// <summary>All generations that a host can be of: 2018 first, then by name.</summary>
    public static ImmutableArray<KernelGeneration> All { get; } = [.. Found.Values.Order(Comparer<KernelGeneration>.Create(Compare))];

    /// <summary>Its name, as its grain types end with it.</summary>
    public string Name { get; }

    /// <summary>Its grain classes.</summary>
    public ImmutableSortedDictionary<ObjectKind, Type> Classes { get; }

    /// <summary>What it does when an address space exits; null if no class says that it is that.</summary>
    public NotifierRelease? Release { get; }

    /// <summary>Whether all io_mms and bonds of a host are under one lock, as in the published 2018 text.</summary>
    public bool HasOneLock => Classes.ContainsKey(ObjectKind.SvaLock);

    /// <summary>The generation of a name; null if there is none.</summary>
    /// <param name="name">The name.</param>
    public static KernelGeneration? Find(string name) => Found.GetValueOrDefault(name);

    private static int Compare(KernelGeneration? left, KernelGeneration? right) =>
        (left!.Name == GrainNames.Intended2018, right!.Name == GrainNames.Intended2018) switch
        {
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left.Name, right.Name),
        };

    private static FrozenDictionary<string, KernelGeneration> FindAll()
    {
        var classes = new SortedDictionary<string, List<(ObjectKind, Type)>>(StringComparer.Ordinal);
        var releases = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in typeof(KernelGeneration).Assembly.GetTypes())
        {
            if (type.IsAbstract || type.IsNested)
            {
                continue;
            }

            if (typeof(Grain).IsAssignableFrom(type) && type.GetCustomAttribute<GrainTypeAttribute>(inherit: false) is { } grain)
            {
                var (kind, generation) = GrainNames.PartsOf(grain.GetGrainType(null!, type).ToString()!);
                if (!classes.TryGetValue(generation, out var parts))
                {
                    parts = [];
                    classes.Add(generation, parts);
                }

                parts.Add((kind, type));
            }
            else if (typeof(NotifierRelease).IsAssignableFrom(type) && type.GetCustomAttribute<GenerationAttribute>() is { } release)
            {
                releases.Add(release.Name, type);
            }
        }

        // What has no host cannot be booted.
        return classes
            .Where(static parts => parts.Value.Any(static part => part.Item1 == ObjectKind.Host))
            .ToFrozenDictionary(
                static parts => parts.Key,
                parts => new KernelGeneration(parts.Key, parts.Value, releases.GetValueOrDefault(parts.Key)),
                StringComparer.Ordinal
            );
    }
}
