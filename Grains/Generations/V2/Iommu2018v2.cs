using SvaOrleans.Grains.Iommus;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>An IOMMU of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("iommu-2018-v2")]
[KeepAlive]
public class Iommu2018v2(IEventSink events) : Iommu2018(events);
