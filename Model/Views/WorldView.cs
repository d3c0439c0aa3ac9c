using System.Collections.Immutable;

namespace SvaOrleans.Model.Views;

/// <summary>Every kernel object's state in one view, for pages, the console's <c>--json</c> and tests.</summary>
/// <param name="Hosts">The hosts, by name.</param>
public sealed record WorldView(ImmutableArray<HostView> Hosts);

/// <summary>One host. Names in it are those of the objects, without the host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Iommus">Its IOMMUs, by name.</param>
/// <param name="Domains">Its domains, by name.</param>
/// <param name="Devices">Its devices, by address.</param>
/// <param name="Mms">Address spaces that were ever created, by name.</param>
/// <param name="IoMms">The io_mms that are alive or whose memory is still waited for, by the mm's name.</param>
/// <param name="Pasids">The numbers given out, in ascending order.</param>
/// <param name="Left">Sums of what operations must take away again.</param>
public sealed record HostView(
    string Name,
    ImmutableArray<IommuView> Iommus,
    ImmutableArray<DomainView> Domains,
    ImmutableArray<DeviceView> Devices,
    ImmutableArray<MmView> Mms,
    ImmutableArray<IoMmView> IoMms,
    ImmutableArray<PasidView> Pasids,
    LeftView Left
);

/// <summary>An allocated PASID.</summary>
/// <param name="Pasid">The number.</param>
/// <param name="Mm">The mm whose io_mm has it.</param>
/// <param name="Generation">How often it was given out, this time included.</param>
public sealed record PasidView(uint Pasid, string Mm, ulong Generation);

/// <summary>The remains of binds: all zero when every bind is undone.</summary>
/// <param name="Pasids">Numbers given out.</param>
/// <param name="Bonds">Bonds, as io_mms and devices list them, each counted once.</param>
/// <param name="TableEntries">PASID table entries that name an address space.</param>
/// <param name="CachedTranslations">Translations of address spaces in IOTLBs and device TLBs.</param>
/// <param name="PendingFaults">Page requests waiting anywhere, and groups not answered.</param>
/// <param name="DeferredFrees">io_mms whose memory waits for a notifier section to end.</param>
public sealed record LeftView(int Pasids, int Bonds, int TableEntries, int CachedTranslations, int PendingFaults, int DeferredFrees)
{
    /// <summary>Whether all counts are zero.</summary>
    public bool IsNothing => this is { Pasids: 0, Bonds: 0, TableEntries: 0, CachedTranslations: 0, PendingFaults: 0, DeferredFrees: 0 };
}
