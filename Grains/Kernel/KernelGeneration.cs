using System.Collections.Frozen;
using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Kernel;

/// <summary>The manifest of a kernel generation: its sources and its grain classes. <see cref="All"/> finds the manifests of this assembly,
/// so a new folder needs no entry in a list.</summary>
public abstract class KernelGeneration
{
    private static readonly FrozenDictionary<string, KernelGeneration> Found = typeof(KernelGeneration)
        .Assembly.GetTypes()
        .Where(static type => type.IsSubclassOf(typeof(KernelGeneration)) && !type.IsAbstract)
        .Select(static type => (KernelGeneration)Activator.CreateInstance(type)!)
        .ToFrozenDictionary(static generation => generation.Name, StringComparer.Ordinal);

    /// <summary>All generations that a host can boot, by name.</summary>
    public static ImmutableArray<KernelGeneration> All { get; } =
    [.. Found.Values.OrderBy(static generation => generation.Name, StringComparer.Ordinal)];

    /// <summary>The name of the generation in scenarios and grain types, such as <c>2018</c> or <c>6.8-rc1</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The mails or commits that the folder models, each with the files of the kernel.</summary>
    public abstract ImmutableArray<string> Sources { get; }

    /// <summary>The grain classes of the generation.</summary>
    public abstract ImmutableSortedDictionary<ObjectKind, Type> Classes { get; }

    /// <summary>The waits, checks and references of its own protocol that an experiment can leave out.</summary>
    public ImmutableArray<ProtocolPoint> Points => [.. KnownPoints.All.Where(point => point.Owner == Name)];

    /// <summary>What differs from the generation that it was made from, a sentence each.</summary>
    public abstract ImmutableArray<string> Differences { get; }

    /// <summary>The object whose grain keeps what an mm has bound.</summary>
    public abstract ObjectName SvaStateOf(ObjectName mm);

    /// <summary>The object whose grain runs the callbacks of a notifier.</summary>
    /// <param name="subscriber">The subscriber of an mm.</param>
    public abstract ObjectName NotifierOf(ObjectName subscriber);

    /// <summary>The object whose grain knows the mm for the faults of a PASID.</summary>
    /// <param name="mm">The mm that the PASID names.</param>
    public abstract ObjectName FaultTargetOf(ObjectName mm);

    /// <summary>Whether a fault of a PASID's former owner is answered INVALID. If not, it is handled in the mm that has the PASID
    /// now.</summary>
    public abstract bool FaultComparesLease { get; }

    /// <summary>The release of an mmu notifier, on the thread that dropped the last user of an mm.</summary>
    /// <param name="kernel">References.</param>
    /// <param name="stamp">The time, and the boot.</param>
    /// <param name="mm">The mm that exits.</param>
    /// <param name="subscription">The notifier.</param>
    /// <returns>How many drivers were called, and when the release returned.</returns>
    public abstract ValueTask<(int Bonds, Stamp Stamp)> Release(
        KernelReferences kernel,
        Stamp stamp,
        ObjectName mm,
        NotifierSubscription subscription
    );

    /// <summary>The generation of a name; null if there is none.</summary>
    public static KernelGeneration? Find(string name) => Found.GetValueOrDefault(name);
}
