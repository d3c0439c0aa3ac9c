using System.Collections.Immutable;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Views;

/// <summary>An address space.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Users">Users (mm_users).</param>
/// <param name="Count">References to the structure (mm_count).</param>
/// <param name="Exited">Whether its last user is gone.</param>
/// <param name="Vmas">Its mappings, by address.</param>
/// <param name="Resident">Resident pages.</param>
/// <param name="Subscribers">The subscribers to its notifier, newest first: the io_mm's mm and its incarnation, <c>X#1</c>.</param>
public sealed record MmView(
    string Name,
    int Users,
    int Count,
    bool Exited,
    ImmutableArray<VmaView> Vmas,
    ulong Resident,
    ImmutableArray<string> Subscribers
);

/// <summary>A mapping.</summary>
/// <param name="FirstPage">The first page's number.</param>
/// <param name="Count">The number of pages.</param>
/// <param name="Rights">Rights, such as <c>rw</c> or <c>none</c>.</param>
/// <param name="Shared">Whether it is shared over forks.</param>
public sealed record VmaView(ulong FirstPage, ulong Count, string Rights, bool Shared);

/// <summary>An io_mm.</summary>
/// <param name="Mm">The address space that it represents.</param>
/// <param name="Life">Its state.</param>
/// <param name="Incarnation">The serial of the io_mm within its mm.</param>
/// <param name="Pasid">Its PASID; null after its release.</param>
/// <param name="Generation">The PASID's lease.</param>
/// <param name="Features">The flags of its first bind.</param>
/// <param name="References">Its kref.</param>
/// <param name="Bonds">Its bonds, newest first.</param>
/// <param name="DeferredFrees">Incarnations whose memory waits for a notifier section to end.</param>
public sealed record IoMmView(
    string Mm,
    IoMmLife Life,
    ulong Incarnation,
    uint? Pasid,
    ulong Generation,
    SvaFeatures Features,
    int References,
    ImmutableArray<BondView> Bonds,
    ImmutableArray<ulong> DeferredFrees
);

/// <summary>A bond as its io_mm lists it.</summary>
/// <param name="Bond">Its serial.</param>
/// <param name="Device">The device.</param>
/// <param name="Domain">The domain that the device was in.</param>
/// <param name="DriverData">The driver's private word, passed to its mm_exit.</param>
/// <param name="Life">Its state.</param>
public sealed record BondView(ulong Bond, string Device, string Domain, long DriverData, BondLife Life);
