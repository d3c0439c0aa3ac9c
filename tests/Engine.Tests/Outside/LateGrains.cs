#pragma warning disable SVA0011 // What these grains do is what the tests are about.
namespace SvaOrleans.Engine.Tests.Outside;

public interface ILate : IGrainWithStringKey
{
    Task<int> Ask();
}

/// <summary>Waits for the machine's clock before it takes requests.</summary>
[GrainType("late-activated")]
public sealed class LateActivatedGrain : Grain, ILate
{
    public Task<int> Ask() => Task.FromResult(1);

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromSeconds(20), cancellationToken);
}

/// <summary>Waits for the machine's clock when its timer ticks.</summary>
[GrainType("late-ticking")]
public sealed class LateTickingGrain : Grain, ILate
{
    public async Task<int> Ask()
    {
        this.RegisterGrainTimer(
            static async () => await Task.Delay(TimeSpan.FromSeconds(20)),
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) { Interleave = true }
        );
        await new TaskCompletionSource().Task;
        return 1;
    }
}

/// <summary>A service with a thread, as loggers have one.</summary>
public sealed class Threaded : IDisposable
{
    private readonly ManualResetEventSlim _begun = new();

    public Threaded()
    {
        new Thread(_begun.Set) { IsBackground = true }.Start();
        _begun.Wait();
    }

    public void Dispose() => _begun.Dispose();
}

[GrainType("served")]
public sealed class ServedGrain(Threaded service) : Grain, ILate
{
    public Task<int> Ask() => Task.FromResult(service is null ? 0 : 1);
}
