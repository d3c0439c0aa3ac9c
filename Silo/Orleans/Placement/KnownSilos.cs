using System.Collections.Immutable;

namespace SvaOrleans.Silo.Orleans.Placement;

/// <summary>The silos that hosts may be placed on: those that the server has started, by their addresses, which tell one start of a process
/// from the next. Whoever else is a member of the cluster gets no host.</summary>
internal sealed class KnownSilos
{
    private ImmutableHashSet<SiloAddress>? _addresses;

    private KnownSilos(ImmutableHashSet<SiloAddress>? addresses) => this._addresses = addresses;

    /// <summary>Every silo, where all are in this process.</summary>
    public static KnownSilos Everyone => new(null);

    /// <summary>One, so far.</summary>
    public static KnownSilos Of(SiloAddress silo) => new([silo]);

    /// <summary>None yet.</summary>
    public static KnownSilos None => new([]);

    /// <summary>All of them, in one line.</summary>
    public string Line =>
        string.Join(
            ' ',
            (Volatile.Read(ref _addresses) ?? []).Select(static silo => silo.ToParsableString()).Order(StringComparer.Ordinal)
        );

    /// <summary>Whether a silo is one of them.</summary>
    public bool Contains(SiloAddress silo) => Volatile.Read(ref _addresses)?.Contains(silo) ?? true;

    /// <summary>Adds one.</summary>
    public void Add(SiloAddress silo) =>
        ImmutableInterlocked.Update(ref _addresses, static (known, added) => (known ?? []).Add(added), silo);

    /// <summary>Takes over what another one is.</summary>
    /// <param name="line">Its <see cref="Line"/>.</param>
    public void Replace(string line) =>
        Volatile.Write(ref _addresses, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SiloAddress.FromParsableString)]);
}
