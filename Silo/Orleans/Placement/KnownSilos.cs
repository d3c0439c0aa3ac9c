using System.Collections.Immutable;

namespace SvaOrleans.Silo.Orleans.Placement;

/// <summary>The silos that hosts may be placed on: those that the server has started, by address. An address distinguishes one start of a
/// process from the next. Other members of the cluster get no host.</summary>
internal sealed class KnownSilos
{
    private ImmutableHashSet<SiloAddress>? _addresses;

    private KnownSilos(ImmutableHashSet<SiloAddress>? addresses) => this._addresses = addresses;

    /// <summary>Accepts every silo; for clusters within one process.</summary>
    public static KnownSilos Everyone => new(null);

    /// <summary>Starts with one silo.</summary>
    public static KnownSilos Of(SiloAddress silo) => new([silo]);

    /// <summary>Starts empty.</summary>
    public static KnownSilos None => new([]);

    /// <summary>All addresses, in one line.</summary>
    public string Line =>
        string.Join(
            ' ',
            (Volatile.Read(ref _addresses) ?? []).Select(static silo => silo.ToParsableString()).Order(StringComparer.Ordinal)
        );

    /// <summary>Whether the server has started a silo.</summary>
    public bool Contains(SiloAddress silo) => Volatile.Read(ref _addresses)?.Contains(silo) ?? true;

    /// <summary>Adds a silo.</summary>
    public void Add(SiloAddress silo) =>
        ImmutableInterlocked.Update(ref _addresses, static (known, added) => (known ?? []).Add(added), silo);

    /// <summary>Replaces all addresses by those of a line.</summary>
    /// <param name="line">The <see cref="Line"/> of another instance.</param>
    public void Replace(string line) =>
        Volatile.Write(ref _addresses, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SiloAddress.FromParsableString)]);
}
