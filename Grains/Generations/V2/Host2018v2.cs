using Orleans.Concurrency;
using SvaOrleans.Grains.Hosts;
using SvaOrleans.Interfaces;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>One kernel instance of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("host-2018-v2")]
[Reentrant]
[KeepAlive]
public class Host2018v2(IEventSink events, [PersistentState("host")] IPersistentState<HostRecord> record) : Host2018(events, record);
