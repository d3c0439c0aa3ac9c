using SvaOrleans.Grains.Pasids;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>The host's PASID numbers of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("pasids-2018-v2")]
[KeepAlive]
public class PasidSpace2018v2(IEventSink events) : PasidSpace2018(events);
