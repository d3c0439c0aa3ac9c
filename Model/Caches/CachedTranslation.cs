using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Caches;

/// <summary>A translation that an IOTLB or a device TLB holds.</summary>
/// <param name="Page">The virtual page.</param>
/// <param name="Frame">The physical page that it was translated to.</param>
/// <param name="Rights">Rights of the translation.</param>
/// <param name="Source">The PASID table entry of the walk, which names the address space that it reaches.</param>
public readonly record struct CachedTranslation(PageNumber Page, FrameNumber Frame, Protection Rights, PasidEntry Source);

/// <summary>An entry of a cache.</summary>
/// <param name="Tag">Distinguishes address spaces of one PASID: the domain in an IOTLB, the device in a device TLB.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Translation">The translation.</param>
public readonly record struct CacheEntry(ObjectName Tag, Pasid Pasid, CachedTranslation Translation);
