using SvaOrleans.Model;

namespace SvaOrleans.Grains.Naming;

/// <summary>The only place where grain identities are made: a grain's type is <c>kind-generation</c>, its key the object's name. A host's
/// generation is fixed at boot and travels in the identity, never as an argument.</summary>
public static class GrainNames
{
    /// <summary>The generation that is the 2018 contract, with the holes of its text closed.</summary>
    public const string Intended2018 = "2018";

    /// <summary>The generation that is the 2018 text as it was published, holes included.</summary>
    public const string Published2018 = "2018-v2";

    /// <summary>The identity of an object's grain.</summary>
    /// <param name="name">The object.</param>
    /// <param name="generation">The kernel generation, such as <c>2018</c>.</param>
    public static GrainId IdOf(ObjectName name, string generation) => GrainId.Create($"{TypeOf(name.Kind)}-{generation}", name.Key);

    /// <summary>The generation of a grain, from its type.</summary>
    /// <param name="id">The grain.</param>
    public static string GenerationOf(GrainId id)
    {
        var type = id.Type.ToString()!;
        var name = NameOf(id);
        return type[(TypeOf(name.Kind).Length + 1)..];
    }

    /// <summary>The object of a grain, from its key.</summary>
    /// <param name="id">The grain.</param>
    public static ObjectName NameOf(GrainId id) => ObjectName.Parse(id.Key.ToString()!);

    /// <summary>The kind and the generation that a grain type is made of: no kind's name begins with another's and a hyphen.</summary>
    /// <param name="grainType">The grain type.</param>
    /// <exception cref="ArgumentException">It is none of a kernel object.</exception>
    public static (ObjectKind Kind, string Generation) PartsOf(string grainType)
    {
        foreach (var kind in Enum.GetValues<ObjectKind>())
        {
            var first = TypeOf(kind);
            if (
                grainType.Length > first.Length + 1
                && grainType[first.Length] == '-'
                && grainType.StartsWith(first, StringComparison.Ordinal)
            )
            {
                return (kind, grainType[(first.Length + 1)..]);
            }
        }

        throw new ArgumentException($"'{grainType}' is not made of a kind of object and a generation", nameof(grainType));
    }

    /// <summary>The first part of the grain type of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static string TypeOf(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.Host => "host",
            ObjectKind.Task => "task",
            ObjectKind.Kworker => "kworker",
            ObjectKind.Mm => "mm",
            ObjectKind.IoMm => "io-mm",
            ObjectKind.Domain => "domain",
            ObjectKind.Device => "device",
            ObjectKind.Iommu => "iommu",
            ObjectKind.PasidSpace => "pasids",
            ObjectKind.File => "file",
            ObjectKind.FileTable => "files",
            ObjectKind.DriverLock => "lock",
            ObjectKind.SvaLock => "sva-lock",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of object"),
        };
}
