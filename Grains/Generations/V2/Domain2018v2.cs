using SvaOrleans.Grains.Domains;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A domain of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("domain-2018-v2")]
[KeepAlive]
public class Domain2018v2(IEventSink events) : Domain2018(events);
