using SvaOrleans.Grains.Files;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>An open file of a device of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("file-2018-v2")]
[KeepAlive]
public class File2018v2(IEventSink events) : File2018(events);
