using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine;

/// <content>Classes of which several activations may serve one identity, on the silo of the caller.</content>
public sealed partial class World
{
    /// <summary>The worker that takes a request: the oldest one on the caller's silo that has nothing to do; null for one to be made; when there are as
    /// many as may be, the one with the fewest requests.</summary>
    private Activation? WorkerFor(GrainRequest request)
    {
        var slot = request.Target;
        var silo = PlaceWorker(request);
        Activation? least = null;
        var count = 0;
        foreach (var worker in slot.Workers ?? [])
        {
            if (worker.Silo != silo || worker.State is ActivationState.Deactivating or ActivationState.Invalid)
            {
                continue;
            }

            if (worker.HasNothingToDo)
            {
                return worker;
            }

            count++;
            if (least is null || worker.RunningCount + worker.WaitingCount < least.RunningCount + least.WaitingCount)
            {
                least = worker;
            }
        }

        return count < slot.Class.WorkersMax ? null : least;
    }

    private SimulatedSilo? PlaceWorker(GrainRequest request) =>
        request.Caller?.Silo is { TakesActivations: true } near ? near : Place(request);
}
