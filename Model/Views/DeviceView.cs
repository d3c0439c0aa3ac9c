using System.Collections.Immutable;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Views;

/// <summary>A device.</summary>
/// <param name="Name">Its address.</param>
/// <param name="Domain">The domain that it is in; null for none.</param>
/// <param name="Param">The result of device_init; null when it did not run.</param>
/// <param name="Closing">Whether a shutdown is under way.</param>
/// <param name="Bonds">Its bonds, newest first.</param>
/// <param name="Stopped">PASIDs whose DMA its driver has stopped.</param>
/// <param name="Atc">Its own translation cache.</param>
/// <param name="OutstandingTranslations">Translation requests not answered.</param>
/// <param name="HasFaultQueue">Whether it has a software fault queue.</param>
/// <param name="PartialFaults">Page requests that wait for the last of their group.</param>
/// <param name="PendingGroups">Groups not answered.</param>
public sealed record DeviceView(
    string Name,
    string? Domain,
    ParamView? Param,
    bool Closing,
    ImmutableArray<DeviceBondView> Bonds,
    ImmutableArray<uint> Stopped,
    CacheView Atc,
    int OutstandingTranslations,
    bool HasFaultQueue,
    int PartialFaults,
    int PendingGroups
);

/// <summary>The result of device_init.</summary>
/// <param name="Features">Features.</param>
/// <param name="PasidMin">The lowest PASID.</param>
/// <param name="PasidMax">The highest.</param>
public sealed record ParamView(SvaFeatures Features, uint PasidMin, uint PasidMax);

/// <summary>A bond as its device lists it.</summary>
/// <param name="Pasid">The PASID.</param>
/// <param name="Mm">The address space.</param>
/// <param name="Generation">The PASID's lease.</param>
public sealed record DeviceBondView(uint Pasid, string Mm, ulong Generation);

/// <summary>A domain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Devices">Its devices, in the order in which they joined.</param>
/// <param name="Entries">Address spaces installed, by PASID.</param>
/// <param name="IoPageTable">Its private address space, by address.</param>
public sealed record DomainView(
    string Name,
    ImmutableArray<string> Devices,
    ImmutableArray<PasidEntryView> Entries,
    ImmutableArray<IoMappingView> IoPageTable
);

/// <summary>A mapping of a domain's private address space.</summary>
/// <param name="FirstPage">The first device page's number.</param>
/// <param name="Count">The number of pages.</param>
/// <param name="PhysicalPage">The first physical page's number.</param>
/// <param name="Rights">Rights, such as <c>rw</c>.</param>
public sealed record IoMappingView(ulong FirstPage, ulong Count, ulong PhysicalPage, string Rights);
