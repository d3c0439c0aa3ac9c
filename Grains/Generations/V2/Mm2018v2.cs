using SvaOrleans.Grains.Mms;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A process address space of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("mm-2018-v2")]
[KeepAlive]
public class Mm2018v2(IEventSink events) : Mm2018(events);
