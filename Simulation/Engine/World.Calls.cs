using System.Runtime.ExceptionServices;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Time;

namespace SvaOrleans.Simulation.Engine;

/// <content>The way of a call: sent, delivered, answered, expired, rejected.</content>
public sealed partial class World
{
    /// <summary>Sends a request from the code that runs now. Its answer, if any, must have been asked for before.</summary>
    /// <param name="request">The request, from its pool, with its arguments set.</param>
    /// <param name="target">The grain.</param>
    public void Send(GrainRequest request, GrainSlot target)
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
            RanCodeOf(request.CallerNumber);
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

        if (Options.Baggage?.Pack(this, out var chainId) is { } baggage)
        {
            request.HasBaggage = true;
            request.Baggage = baggage;
            request.ChainId = chainId;
        }

        request.Traits = target.Class.TraitsOf(request.Method);
        if (!ReferenceEquals(caller.World, this))
        {
            throw new InvalidOperationException($"{request.Method} was called through a reference of another world.");
        }

        if ((caller.Silo is null ? ClientFilters : OutgoingFilters) is { } filters)
        {
            SendThroughFilters(request, filters);
        }
        else
        {
            Dispatch(request);
        }
    }

    internal void MakeReady(Step step, StepKind kind)
    {
        step.Kind = kind;
        step.Sequence = ++_sequence;
        step.Cause = _loopThread == 0 ? 0 : StepCount;
        _ready.Add(step);
    }

    /// <summary>Makes the activation the one whose code runs. The execution context of the last step may linger: requests and continuations bring their own.</summary>
    internal static void EnterTurn(Activation activation)
    {
        SynchronizationContext.SetSynchronizationContext(activation);
        activation.World.Options.TurnEntered?.Invoke(activation);
    }

    internal void LeaveContext() => ExecutionContext.Restore(_clean!);

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
                Reject(request, e); // the caller gets what the placement threw, as on Orleans
                return;
            }

            if (silo is null)
            {
                Reject(
                    request,
                    Options.Faults.SiloUnavailable($"No silo is up that takes activations; {request.Method} at {slot} was not carried out.")
                );
                return;
            }

            activation = new Activation(slot, silo, ++_activationCount, TallyOf(slot.Class, silo));
            slot.Activation ??= activation;
            _activations.Add(activation);
            if (slot.Class.WorkersMax > 0)
            {
                (slot.Workers ??= []).Add(activation);
            }

            activation.Begin();
            if (activation.State == ActivationState.Invalid)
            {
                Reject(request, Options.Faults.ActivationFailed(slot, ActivationFault!));
                return;
            }
        }

        EnterTurn(activation);
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

        EnterTurn(caller);
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
        MakeReady(request, StepKind.Response);
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
            return; // ticks belong to the activation that is gone
        }

        request.Stage = CallStage.InFlight;
        MakeReady(request, StepKind.Request);
    }

    internal void CancelCall(GrainRequest request, CallCancellation cancellation, RunMark run, CancellationToken callers)
    {
        if (
            !MayTouch(run)
            || !ReferenceEquals(request.Cancellation, cancellation)
            || request.Stage is CallStage.Done or CallStage.Responding or CallStage.Free
        )
        {
            return;
        }

        // The caller's mind is made up here: an answer that comes before it is told is lost, as on Orleans.
        request.IsGivenUp = true;
        MakeReady(new CancelStep(request), StepKind.Cancel);
        MakeReady(new GiveUpStep(request, new OperationCanceledException(callers)), StepKind.GiveUp);
    }

    internal void Retire(Activation activation)
    {
        var slot = activation.Slot;
        slot.Workers?.Remove(activation);
        if (ReferenceEquals(slot.Activation, activation))
        {
            slot.Activation = slot.Workers?.FirstOrDefault();
        }

        activation.Tally?.Went();
        _activations.Remove(activation);
    }

    /// <summary>The calls that wait for an answer, in the order in which they were sent.</summary>
    internal List<GrainRequest> PendingRequests()
    {
        List<GrainRequest> requests = [];
        foreach (var pending in _pending)
        {
            pending.AddTo(requests);
        }

        requests.RemoveAll(static request => request.Caller!.IsDropped); // nobody waits for them any more
        requests.Sort(static (a, b) => a.CallNumber.CompareTo(b.CallNumber));
        return requests;
    }

    private void Dispatch(GrainRequest request)
    {
        request.CallNumber = ++_calls;
        request.Stage = CallStage.InFlight;
        if (!request.IsOneWay)
        {
            var pool = request.Pool!;
            (pool.Pending ??= PendingFor(request.Method.ResponseTimeout ?? Options.ResponseTimeout)).Add(request, Clock.Now);
        }

        MakeReady(request, StepKind.Request);
    }

    /// <summary>The caller of a call that no turn makes: the client, unless grain code strayed from its activation.</summary>
    private Activation CallerOutside(GrainRequest request, GrainRequest? callerRequest)
    {
        if (_loopThread == 0 && IsDrivenOnly)
        {
            throw new InvalidOperationException(
                $"{request.Method} was called outside of Run, where nothing drives the cluster, so its answer would never come. Put the code into cluster.Run(async () => ...)."
            );
        }

        if (callerRequest is null && MayTouch())
        {
            return Client;
        }

        if (callerRequest is not null && MayTouch())
        {
            ReportStray(_run);
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
        EnterTurn(caller);
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
}
