using Orleans.Concurrency;

namespace SvaOrleans.Testing.Tests.Grains;

public interface ICounter : IGrainWithStringKey
{
    // Reads, asks another grain, and writes: two of them at once count as one.
    Task AddSlowly(int amount);

    Task<int> Value();

    Task WaitForEver();

    Task Break();

    Task Block();

    [OneWay]
    Task Forget();
}

[Reentrant]
public sealed class CounterGrain : Grain, ICounter
{
    public int Sum { get; private set; }

    public async Task AddSlowly(int amount)
    {
        var before = Sum;
        await GrainFactory.GetGrain<IClerk>("clerk").Approve();
        Sum = before + amount;
    }

    public Task<int> Value() => Task.FromResult(Sum);

    public Task WaitForEver() => new TaskCompletionSource().Task;

    public async Task Break()
    {
        await GrainFactory.GetGrain<IClerk>("clerk").Approve();
        throw new NotSupportedException("broken");
    }

    public Task Block()
    {
#pragma warning disable SVA0012 // the mistake that is tested
        GrainFactory.GetGrain<IClerk>("clerk").Approve().Wait();
#pragma warning restore SVA0012
        return Task.CompletedTask;
    }

    public Task Forget() => Task.CompletedTask;
}

public interface IClerk : IGrainWithStringKey
{
    Task Approve();
}

// Its timer never stops.
public sealed class ClerkGrain : Grain, IClerk
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(static () => Task.CompletedTask, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task Approve() => Task.CompletedTask;
}
