using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>11, 12: once nothing runs, a PASID entry stands as long as a bond does, in every IOMMU that a function of the domain is
/// behind.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class TablesFollowBonds(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "11, 12: a table entry stands as long as a bond does";

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        var states = States;
        var expected = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var ioMm in IoMmReading.Of(states))
        {
            foreach (var bond in ioMm.Bonds)
            {
                Entries(bond.Domain).Add($"{ioMm.Pasid} {ioMm.Name} {ioMm.Lease} {ioMm.Incarnation}");
            }
        }

        foreach (var (name, state) in states)
        {
            if (state is DomainState domain)
            {
                domain.Check();
                var installed = domain
                    .Entries.Select(entry => $"{entry.Key} {entry.Value.IoMm} {entry.Value.Lease} {entry.Value.Incarnation}")
                    .Order(StringComparer.Ordinal)
                    .ToArray();
                Require(
                    Entries(name).SequenceEqual(installed),
                    $"{name} has entries {Text(installed)}, its bonds are {Text(Entries(name))}"
                );
                CheckIommus(states, name, domain);
                Require(
                    !domain.Entries.ContainsKey(Pasid.Zero)
                        || states.Any(iommu => iommu.State is IommuState one && HasEntry0Free(one, name)),
                    $"{name} has an entry 0 and no IOMMU that leaves it free"
                );
            }
        }

        SortedSet<string> Entries(ObjectName domain)
        {
            if (!expected.TryGetValue(domain.Key, out var entries))
            {
                entries = new(StringComparer.Ordinal);
                expected.Add(domain.Key, entries);
            }

            return entries;
        }
    }

    private static bool HasEntry0Free(IommuState iommu, ObjectName domain) =>
        iommu.Tables.TryGetValue(domain, out var table) && !table.HasEntry0;

    private static string Text(IEnumerable<string> entries) => $"[{string.Join("; ", entries)}]";

    private void CheckIommus(IReadOnlyList<(ObjectName Name, object State)> states, ObjectName name, DomainState domain)
    {
        foreach (var (iommuName, state) in states)
        {
            if (state is not IommuState iommu || iommuName.Host != name.Host)
            {
                continue;
            }

            var installed = iommu.Tables.TryGetValue(name, out var table)
                ? table.Entries.Select(static entry => (entry.Pasid, entry.Entry))
                : [];
            var wanted = domain.Find(iommuName) is not null
                ? domain
                    .Entries.Where(entry => entry.Key != Pasid.Zero || HasEntry0Free(iommu, name))
                    .Select(static entry => (entry.Key, entry.Value))
                : [];
            Require(
                wanted.SequenceEqual(installed),
                $"{iommuName} has for {name} the entries {Text(installed.Select(static entry => $"{entry.Pasid}"))}, the domain "
                    + $"{Text(wanted.Select(static entry => $"{entry.Key}"))}"
            );
        }
    }
}
