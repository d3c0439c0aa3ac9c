using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// A grain of which there are as many activations as are wanted at once, up to a limit. The gate is another grain.
public interface IWorkerGrain : IGrainWithStringKey
{
    // The number of this activation's calls; waits for the gate.
    Task<string> Work(IGateGrain gate);

    Task<string> Quick();
}

public interface IGateGrain : IGrainWithStringKey
{
    // Counts who comes, and lets them go on when it is opened.
    Task Pass();

    Task<int> Waiting();

    Task Open();
}

[Reentrant]
public sealed class GateGrain : Grain, IGateGrain
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public async Task Pass()
    {
        _waiting++;
        await _gate.Task;
        _waiting--;
    }

    public Task<int> Waiting() => Task.FromResult(_waiting);

    public Task Open()
    {
        _gate.TrySetResult();
        return Task.CompletedTask;
    }
}

public abstract class WorkerGrain : Grain, IWorkerGrain
{
    private int _calls;
    private bool _isBusy;

    public async Task<string> Work(IGateGrain gate)
    {
        if (_isBusy)
        {
            return "two at once";
        }

        _isBusy = true;
        await gate.Pass();
        _isBusy = false;
        return Quickly();
    }

    public Task<string> Quick() => Task.FromResult(Quickly());

    private string Quickly() => $"{this.GetPrimaryKeyString()} {GrainContext.ActivationId} {++_calls}";
}

[StatelessWorker]
public sealed class FreeWorkerGrain : WorkerGrain;

[StatelessWorker(2)]
public sealed class PairedWorkerGrain : WorkerGrain;

[StatelessWorker(1)]
public sealed class SingleWorkerGrain : WorkerGrain;
