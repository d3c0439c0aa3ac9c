using Orleans.Concurrency;
using SvaOrleans.Grains.Kworkers;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A kernel worker of generation 2018-v2: it looks a fault's PASID up, and whoever has the number then is who the fault is for.</summary>
[GrainType("kworker-2018-v2")]
[Reentrant]
[KeepAlive]
public class Kworker2018v2(IEventSink events) : Kworker2018(events)
{
    /// <inheritdoc/>
    protected override bool AsksWhoseFaultItIs => false;
}
