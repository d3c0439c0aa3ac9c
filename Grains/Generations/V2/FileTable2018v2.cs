using SvaOrleans.Grains.Files;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A table of open files of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("files-2018-v2")]
[KeepAlive]
public class FileTable2018v2(IEventSink events) : FileTable2018(events);
