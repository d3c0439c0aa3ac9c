using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Engine.Deadlocks;

/// <summary>Builds the wait-for graph of a world: request A waits for request B if A's code awaits B's response or if B keeps A out of its grain.</summary>
internal sealed class WaitForGraph
{
    private readonly List<(GrainRequest? From, GrainRequest? To, WaitEdge Edge)> _edges = [];

    internal static DeadlockReport Of(World world)
    {
        WaitForGraph graph = new();
        graph.Collect(world);
        return new DeadlockReport([.. graph._edges.Select(e => e.Edge)], graph.FindCycle());
    }

    private static string Name(GrainRequest request) => $"{request.Target} {request.Method}";

    private static string CallerName(GrainRequest call) =>
        call.CallerRequest is { } caller ? Name(caller)
        : call.Caller!.Silo is null ? "client"
        : $"{call.Caller.Slot} (code that outlived its request)";

    private void Collect(World world)
    {
        var pending = world.PendingRequests();
        foreach (var call in pending)
        {
            // A pending call and the request that made it.
            Add(
                call.CallerRequest,
                CallerName(call),
                call,
                call.Stage switch
                {
                    CallStage.Waiting => "awaits its response; not admitted yet",
                    CallStage.Running => "awaits its response",
                    CallStage.InFlight => "awaits its response; not delivered yet",
                    _ => "awaits its response; the target is gone",
                }
            );
        }

        foreach (var activation in world.Activations)
        {
            for (var i = 0; i < activation.WaitingCount; i++)
            {
                AddWaiting(activation, activation.Waiting(i));
            }

            for (var i = 0; i < activation.RunningCount; i++)
            {
                AddInner(activation.Running(i), pending);
            }

            if (activation.Lifecycle is { } turn)
            {
                AddInner(turn, pending);
            }
        }
    }

    private void AddWaiting(Activation activation, GrainRequest waiting)
    {
        if (activation.Lifecycle is { } turn)
        {
            Add(waiting, Name(waiting), turn, "waits for the grain to come or go");
        }
        else if (activation.State == ActivationState.Valid)
        {
            if (AdmissionRule.Decide(activation, waiting, out var opponent).Admits)
            {
                AddEnd(waiting, "could start now, but nothing has made its grain look again");
            }
            else
            {
                Add(waiting, Name(waiting), opponent!, "is kept out by it");
            }
        }
        else
        {
            for (var i = 0; i < activation.RunningCount; i++)
            {
                Add(waiting, Name(waiting), activation.Running(i), "waits for the grain's deactivation, which waits for it");
            }
        }
    }

    private void AddInner(GrainRequest running, List<GrainRequest> pending)
    {
        if (pending.Exists(call => ReferenceEquals(call.CallerRequest, running)))
        {
            return;
        }

        var isHeld = false;
        foreach (var holder in running.Runner?.World.HoldersOf?.Invoke(running) ?? [])
        {
            // Whoever waits in the same queue holds nothing.
            if (
                !pending.Exists(call =>
                    ReferenceEquals(call.CallerRequest, holder)
                    && ReferenceEquals(call.Target, running.Target)
                    && call.Method == running.Method
                )
            )
            {
                isHeld = true;
                Add(running, Name(running), holder, "waits for what it holds");
            }
        }

        if (!isHeld)
        {
            AddEnd(running, "waits for something inside its own grain (a completion source that nobody completes)");
        }
    }

    private void AddEnd(GrainRequest from, string why) => _edges.Add((from, null, new WaitEdge(Name(from), null, why)));

    private void Add(GrainRequest? from, string fromName, GrainRequest to, string why) =>
        _edges.Add((from, to, new WaitEdge(fromName, Name(to), why)));

    private List<WaitEdge> FindCycle()
    {
        List<GrainRequest> path = [];
        List<WaitEdge> edges = [];
        List<GrainRequest> done = [];
        foreach ((var from, _, _) in _edges)
        {
            if (from is not null && Visit(from))
            {
                return edges;
            }
        }

        return [];

        bool Visit(GrainRequest at)
        {
            if (done.Contains(at))
            {
                return false;
            }

            var start = path.IndexOf(at);
            if (start >= 0)
            {
                edges.RemoveRange(0, start);
                return true;
            }

            path.Add(at);
            foreach ((var from, var to, var edge) in _edges)
            {
                if (ReferenceEquals(from, at) && to is not null)
                {
                    edges.Add(edge);
                    if (Visit(to))
                    {
                        return true;
                    }

                    edges.RemoveAt(edges.Count - 1);
                }
            }

            path.RemoveAt(path.Count - 1);
            done.Add(at);
            return false;
        }
    }
}
