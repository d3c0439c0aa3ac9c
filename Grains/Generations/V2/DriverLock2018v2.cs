using SvaOrleans.Grains.Locks;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A lock of a device driver of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("lock-2018-v2")]
[KeepAlive]
public class DriverLock2018v2(IEventSink events) : DriverLock2018(events);
