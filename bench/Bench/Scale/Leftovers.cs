using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench.Scale;

/// <summary>Looks for what bonds have left behind when every process is gone.</summary>
internal static class Leftovers
{
    private const int Told = 10;

    /// <summary>What is left, the first few of it: PASIDs, bonds, table entries, cached translations, subscribers, and whatever the kernel warned of.</summary>
    public static async Task<IReadOnlyList<string>> In(ILocalSimulation simulation) =>
        [
            .. simulation
                .States()
                .SelectMany(static entry => Of(entry.State).Select(left => $"{entry.Name}: {left}"))
                .Concat((await simulation.TakeEvents()).Select(static happened => $"{happened.Object}: {happened.Kind} {happened.Note}"))
                .Take(Told),
        ];

    /// <summary>What one object still has.</summary>
    public static IEnumerable<string> Of(object state) =>
        state switch
        {
            PasidSpaceState pasids => Some(pasids.Count, "PASIDs"),
            IoMmState ioMm =>
            [
                .. Some(ioMm.Bonds.Count, "bonds"),
                .. Some(ioMm.References, "references"),
                .. Some(ioMm.PendingFrees.Count(), "frees pending"),
            ],
            MmState mm =>
            [
                .. Some(mm.Users, "users"),
                .. Some(mm.Count, "references"),
                .. Some(mm.Subscriptions.Count + mm.Deferred.Count, "subscribers"),
            ],
            DomainState domain => Some(domain.Entries.Count, "table entries"),
            DeviceState device =>
            [
                .. Some(device.Bonds.Count, "bonds"),
                .. Some(device.Atc.Count, "cached translations"),
                .. Some(device.Outstanding.Count, "translations under way"),
            ],
            IommuState iommu =>
            [
                .. Some(iommu.Tables.Values.Sum(static table => table.Count), "table entries"),
                .. Some(iommu.Iotlb.Count, "cached translations"),
            ],
            _ => [],
        };

    private static IEnumerable<string> Some(int count, string what) => count == 0 ? [] : [$"{count} {what}"];
}
