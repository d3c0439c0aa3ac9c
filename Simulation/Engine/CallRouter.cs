using System.Runtime.ExceptionServices;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Time;

namespace SvaOrleans.Simulation.Engine;

/// <summary>Carries calls: sends a request, delivers it to an activation, carries the answer back, rejects, cancels or abandons
/// it.</summary>
internal sealed class CallRouter(World world)
{
    /// <summary>The calls that wait for an answer.</summary>
    internal CallTimeouts Pending { get; } = new();

    /// <summary>How many calls were sent since the last reset.</summary>
    internal long Count { get; private set; }

    internal void Reset() => Count = 0;

    internal void Send(GrainRequest request, GrainSlot target)
    {
        var flow = Flow.Current;
        var callerRequest = flow?.Request;
        var caller = SynchronizationContext.Current as Activation ?? CallerOutside(request, callerRequest);
        if (callerRequest is not null && (callerRequest.Stage != CallStage.Running || !ReferenceEquals(callerRequest.Runner, caller)))
        {
            callerRequest = null; // code that outlived its request, whose object may serve another one by now
        }

        request.CallerNumber = flow?.CallNumber ?? 0;
        if (request.CallerNumber > 0)
        {
            world.RanCodeOf(request.CallerNumber);
        }

        request.Aim(target);
        if (!ReferenceEquals(request.CallerRequest, callerRequest))
        {
            request.CallerRequest = callerRequest;
        }

        if (!ReferenceEquals(request.Caller, caller))
        {
            request.Caller = caller;
        }

        if (world.Options.Baggage?.Pack(world, out var chainId) is { } baggage)
        {
            request.HasBaggage = true;
            request.Baggage = baggage;
            request.ChainId = chainId;
        }

        request.Traits = target.Class.TraitsOf(request.Method);
        if (!ReferenceEquals(caller.World, world))
        {
            throw new InvalidOperationException($"{request.Method} was called through a reference of another world.");
        }

        if ((caller.Silo is null ? world.ClientFilters : world.OutgoingFilters) is { } filters)
        {
            SendThroughFilters(request, filters);
        }
        else
        {
            Dispatch(request);
        }
    }

    internal Task SendFiltered(GrainRequest request)
    {
        request.OutgoingFilters = new TaskCompletionSource();
        Dispatch(request);
        return request.OutgoingFilters.Task;
    }

    internal void Deliver(GrainRequest request)
    {
        if (request.Stage != CallStage.InFlight)
        {
            return; // lost with the silo that it was on its way to
        }

        var slot = request.Target;
        var activation = slot.Class.WorkersMax == 0 ? slot.Activation : WorkerFor(request);
        if (activation is null)
        {
            SimulatedSilo? silo;
            try
            {
                silo = slot.Class.WorkersMax == 0 ? Place(request) : PlaceWorker(request);
            }
            catch (Exception e)
            {
                Reject(request, e); // the caller gets the placement's exception, as on Orleans
                return;
            }

            if (silo is null)
            {
                Reject(
                    request,
                    world.Options.Faults.SiloUnavailable(
                        $"No silo is up that takes activations; {request.Method} at {slot} was not carried out."
                    )
                );
                return;
            }

            activation = world.Activate(slot, silo);
            activation.Begin();
            if (activation.State == ActivationState.Invalid)
            {
                Reject(request, world.Options.Faults.ActivationFailed(slot, world.ActivationFault!));
                return;
            }
        }

        World.EnterTurn(activation);
        activation.Receive(request);
    }

    internal static void DeliverResponse(GrainRequest request)
    {
        if (request.Stage != CallStage.Responding)
        {
            return;
        }

        var caller = request.Caller!;
        request.Stage = CallStage.Done;
        if (caller.State == ActivationState.Invalid)
        {
            return;
        }

        World.EnterTurn(caller);
        caller.World.RunsCode();
        if (request.OutgoingFilters is { } filters)
        {
            if (request.Fault is { } fault)
            {
                filters.SetException(fault.SourceException);
            }
            else
            {
                filters.SetResult();
            }
        }
        else
        {
            request.CompleteCaller();
        }
    }

    /// <summary>The target has carried the request out, or failed: its answer starts its way back.</summary>
    internal void Respond(GrainRequest request)
    {
        if (request.IsOneWay)
        {
            request.Stage = CallStage.Done;
            request.Recycle();
            return;
        }

        if (request.IsAbandoned || request.IsGivenUp)
        {
            request.Stage = CallStage.Done;
            return;
        }

        if (request.Fault is null)
        {
            request.CopyResult();
        }

        request.Pending?.Remove(request);
        request.Cancellation?.Dispose();
        request.Stage = CallStage.Responding;
        world.MakeReady(request, StepKind.Response);
    }

    internal void Reject(GrainRequest request, Exception fault)
    {
        if (request.IsOneWay)
        {
            request.Stage = CallStage.Done;
            return;
        }

        if (!request.IsAbandoned)
        {
            request.Fault = ExceptionDispatchInfo.Capture(fault);
        }

        Respond(request);
    }

    /// <summary>The target went away before it admitted the request: it is sent again, to the next activation.</summary>
    internal void Readdress(GrainRequest request)
    {
        if (request.Pool is null && request.Method.InterfaceType == typeof(GrainTimer))
        {
            return; // ticks belong to the ended activation
        }

        request.Stage = CallStage.InFlight;
        world.MakeReady(request, StepKind.Request);
    }

    internal void Cancel(GrainRequest request, CallCancellation cancellation, RunMark run, CancellationToken callers)
    {
        if (
            !world.Outside.MayTouch(run)
            || !ReferenceEquals(request.Cancellation, cancellation)
            || request.Stage is CallStage.Done or CallStage.Responding or CallStage.Free
        )
        {
            return;
        }

        // The call ends here for the caller: an answer that arrives before the caller resumes is lost, as on Orleans.
        request.IsGivenUp = true;
        world.MakeReady(new CancelStep(request), StepKind.Cancel);
        world.MakeReady(new GiveUpStep(request, new OperationCanceledException(callers)), StepKind.GiveUp);
    }

    private void Dispatch(GrainRequest request)
    {
        request.CallNumber = ++Count;
        request.Stage = CallStage.InFlight;
        if (!request.IsOneWay)
        {
            var pool = request.Pool!;
            (pool.Pending ??= Pending.For(request.Method.ResponseTimeout ?? world.Options.ResponseTimeout)).Add(request, world.Clock.Now);
        }

        world.MakeReady(request, StepKind.Request);
    }

    /// <summary>The caller of a call that no turn makes: the client, unless grain code strayed from its activation.</summary>
    private Activation CallerOutside(GrainRequest request, GrainRequest? callerRequest)
    {
        if (world.LoopThread == 0 && world.IsDrivenOnly)
        {
            throw new InvalidOperationException(
                $"{request.Method} was called outside of Run, where nothing drives the cluster, so its answer would never come. "
                    + "Put the code into cluster.Run(async () => ...)."
            );
        }

        if (callerRequest is null && world.Outside.MayTouch())
        {
            return world.Client;
        }

        if (callerRequest is not null && world.Outside.MayTouch())
        {
            world.Outside.ReportStray(world.Outside.Run);
        }

        throw new InvalidOperationException($"{request.Method} was called off the world's thread: the calling code left its activation.");
    }

    /// <summary>The caller stops waiting; the request lives on at its target, if it got there.</summary>
    internal static void Abandon(GrainRequest request, Exception fault)
    {
        var caller = request.Caller!;
        request.Pending?.Remove(request);
        request.Cancellation?.Dispose();
        request.IsAbandoned = true;
        if (caller.State == ActivationState.Invalid)
        {
            return;
        }

        request.Fault = ExceptionDispatchInfo.Capture(fault);
        World.EnterTurn(caller);
        if (request.OutgoingFilters is { } filters)
        {
            filters.SetException(fault);
        }
        else
        {
            request.CompleteCaller();
        }
    }

    private static void SendThroughFilters(GrainRequest request, IReadOnlyList<Func<FilteredCall, Task>> filters)
    {
        _ = Filtered();

        async Task Filtered()
        {
            try
            {
                await new FilteredCall(request, request.Target, filters).Invoke();
                request.Fault = null;
            }
            catch (Exception e)
            {
                request.Fault = ExceptionDispatchInfo.Capture(e);
            }

            request.CompleteCaller();
        }
    }

    /// <summary>The worker that takes a request: the oldest one on the caller's silo that has nothing to do; null for one to be made; when
    /// there are as many as may be, the one with the fewest requests.</summary>
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

    /// <summary>The silo of a new activation; null when none takes any.</summary>
    private SimulatedSilo? Place(GrainRequest request)
    {
        var slot = request.Target;
        SimulatedSilo[] candidates = [.. world.Silos.Where(silo => silo.TakesActivations)];
        return candidates.Length == 0 ? null
            : world.Options.Placement is { } place ? place(slot, candidates)
            : slot.Class.Place(request, candidates) ?? candidates[(int)(slot.RunHash % (ulong)candidates.Length)];
    }
}
