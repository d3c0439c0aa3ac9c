namespace SvaOrleans.Grains.Kernel;

/// <summary>The only place where grain identities are made. A grain's key is the object's name. Its type is the kind of object; only the
/// kinds that a kernel text defines for SVA carry the generation too: <c>device-2018</c>, but <c>mm</c>.</summary>
public static class GrainNames
{
    /// <summary>The identity of an object whose class all generations share.</summary>
    /// <exception cref="ArgumentException">The kind belongs to a generation.</exception>
    public static GrainId IdOf(ObjectName name) =>
        IsOfGeneration(name.Kind)
            ? throw new ArgumentException($"the grain type of {name} needs a generation", nameof(name))
            : GrainId.Create(TypeOf(name.Kind), name.Key);

    /// <summary>The identity of an object on a host of a generation.</summary>
    /// <param name="name">The object.</param>
    /// <param name="generation">The kernel generation of its host, such as <c>2018</c>.</param>
    public static GrainId IdOf(ObjectName name, string generation) =>
        IsOfGeneration(name.Kind) ? GrainId.Create($"{TypeOf(name.Kind)}-{generation}", name.Key) : IdOf(name);

    /// <summary>Whether each generation has a grain class of its own for a kind.</summary>
    public static bool IsOfGeneration(ObjectKind kind) => kind is ObjectKind.Device or ObjectKind.IoMm or ObjectKind.SvaLock;

    /// <summary>The generation in a grain's type; null for a kind that all generations share.</summary>
    /// <param name="id">The grain.</param>
    public static string? GenerationOf(GrainId id)
    {
        var kind = NameOf(id).Kind;
        return IsOfGeneration(kind) ? id.Type.ToString()![(TypeOf(kind).Length + 1)..] : null;
    }

    /// <summary>The object of a grain, from its key.</summary>
    /// <param name="id">The grain.</param>
    public static ObjectName NameOf(GrainId id) => ObjectName.Parse(id.Key.ToString()!);

    /// <summary>The first part of the grain type of a kind.</summary>
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
