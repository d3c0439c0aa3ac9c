using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Tasks;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A thread of a process, or of a program of generation 2018-v2, in nothing different from that of 2018.</summary>
[GrainType("task-2018-v2")]
[Reentrant]
[KeepAlive]
public class Task2018v2(IEventSink events, TimeProvider time, ModelClock clock) : Task2018(events, time, clock);
