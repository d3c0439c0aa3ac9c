using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Queues;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Iommus;

/// <summary>What an IOMMU grain remembers: what its hardware would see in memory and in itself.</summary>
public sealed class IommuState : ICheckedState
{
    private readonly SortedDictionary<ObjectName, PasidTable> _tables = [];
    private readonly SortedDictionary<ObjectName, OutstandingTranslations> _walks = [];

    /// <summary>The vendor's architecture.</summary>
    public required IommuKind Kind { get; init; }

    /// <summary>PASID width, in bits.</summary>
    public required int PasidWidthBits { get; init; }

    /// <summary>Which function is in which domain.</summary>
    public DeviceTable Devices { get; private init; } = new();

    /// <summary>PASID tables by domain.</summary>
    public IReadOnlyDictionary<ObjectName, PasidTable> Tables => _tables;

    /// <summary>The translation cache.</summary>
    public required TranslationCache Iotlb { get; init; }

    /// <summary>The page request queue.</summary>
    public required PageRequestQueue PageRequests { get; init; }

    /// <summary>When the command queue is free again.</summary>
    public CommandQueueClock Commands { get; private init; } = new();

    /// <summary>Commands executed since boot.</summary>
    public long CommandsExecuted { get; set; }

    /// <summary>The PASID table of a domain, made in this IOMMU's shape when it is first needed.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="isExtended">VT-d: whether this is one of before 3.0, in extended context mode.</param>
    public PasidTable TableOf(ObjectName domain, bool isExtended = false)
    {
        if (!_tables.TryGetValue(domain, out var table))
        {
            table = PasidTable.Create(Kind, PasidWidthBits, isExtended);
            _tables.Add(domain, table);
        }

        return table;
    }

    /// <summary>The page walks under way for a domain: an invalidation that covers one makes its result unusable.</summary>
    public OutstandingTranslations WalksOf(ObjectName domain)
    {
        if (!_walks.TryGetValue(domain, out var outstanding))
        {
            outstanding = new();
            _walks.Add(domain, outstanding);
        }

        return outstanding;
    }

    /// <summary>Forgets a domain whose last function here has left: its table, what is cached of it, and the walks under way.</summary>
    public void Forget(ObjectName domain)
    {
        _tables.Remove(domain);
        Iotlb.InvalidateTag(domain);
        WalksOf(domain).DropAll();
    }

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        foreach (var (_, table) in _tables)
        {
            table.Check();
        }

        Iotlb.Check();
        PageRequests.Check();
    }

    /// <summary>A state equal to this one that shares nothing with it.</summary>
    public IommuState Copy()
    {
        var copy = new IommuState
        {
            Kind = Kind,
            PasidWidthBits = PasidWidthBits,
            Devices = Devices.Copy(),
            Iotlb = Iotlb.Copy(),
            PageRequests = PageRequests.Copy(),
            Commands = Commands.Copy(),
            CommandsExecuted = CommandsExecuted,
        };
        foreach (var (domain, table) in _tables)
        {
            copy._tables.Add(domain, table.Copy());
        }

        foreach (var (domain, outstanding) in _walks)
        {
            copy._walks.Add(domain, outstanding.Copy());
        }

        return copy;
    }

    /// <summary>A hash that is the same for equal states in every process.</summary>
    public ulong Hash()
    {
        var hash = new StateHash();
        hash.Add((ulong)Kind);
        hash.Add(Devices.Hash());
        foreach (var (domain, table) in _tables)
        {
            hash.Add(domain);
            hash.Add(table.Hash());
        }

        hash.Add(Iotlb.Hash());
        hash.Add(PageRequests.Hash());
        return hash.Value;
    }
}
