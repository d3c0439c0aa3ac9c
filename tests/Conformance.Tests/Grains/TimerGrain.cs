using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

// Timers whose ticks stop at a gate or not, next to a request that does. A second timer that always interleaves counts as a clock.
public interface ITimerGrain : IGrainWithStringKey
{
    // Starts the timer under test, also while a request is held.
    [AlwaysInterleave]
    Task Start(TickKind kind, bool interleave, TimeSpan due, TimeSpan period);

    // Starts the counting timer.
    Task StartMetronome();

    // Completes after so many ticks of the counting timer from now on.
    [AlwaysInterleave]
    Task Beats(int count);

    [AlwaysInterleave]
    Task Ticks(int count);

    Task Hold();

    [AlwaysInterleave]
    Task Holding();

    [AlwaysInterleave]
    Task Release();

    [AlwaysInterleave]
    Task OpenTick();

    [AlwaysInterleave]
    Task<string> Log();

    // Milliseconds from the end of the first tick to the begin of the second.
    [AlwaysInterleave]
    Task<double> Pause();

    Task Stop();

    Task Deactivate(IJournalGrain journal);
}

public enum TickKind
{
    Free,
    Gated,
    Failing,

    // The first tick asks for a much shorter period.
    Changing,
}

[GrainType(Name)]
public sealed class TimerGrain(TimeProvider clock) : Grain, ITimerGrain
{
    public const string Name = "timer";
    private readonly List<string> _log = [];
    private readonly List<(int At, TaskCompletionSource Source)> _beatWaiters = [];
    private readonly List<(int At, TaskCompletionSource Source)> _tickWaiters = [];
    private readonly TaskCompletionSource _holding = New();
    private readonly TaskCompletionSource _released = New();
    private readonly TaskCompletionSource _tickGate = New();
    private IGrainTimer? _timer;
    private TickKind _kind;
    private int _beats;
    private int _ticks;
    private long _firstEnd;
    private long _secondBegin;
    private CancellationToken _tickToken;
    private IJournalGrain? _journal;

    public Task Start(TickKind kind, bool interleave, TimeSpan due, TimeSpan period)
    {
        _kind = kind;
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(due, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartMetronome()
    {
        this.RegisterGrainTimer(
            Beat,
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)) { Interleave = true }
        );
        return Task.CompletedTask;
    }

    public Task Beats(int count) => When(_beatWaiters, _beats, _beats + count);

    public Task Ticks(int count) => When(_tickWaiters, _ticks, count);

    public async Task Hold()
    {
        _log.Add("hold+");
        _holding.SetResult();
        await _released.Task;
        _log.Add("hold-");
    }

    public Task Holding() => _holding.Task;

    public Task Release()
    {
        _released.SetResult();
        return Task.CompletedTask;
    }

    public Task OpenTick()
    {
        _tickGate.SetResult();
        return Task.CompletedTask;
    }

    public Task<string> Log() => Task.FromResult(string.Join(' ', _log));

    public Task<double> Pause() => Task.FromResult(clock.GetElapsedTime(_firstEnd, _secondBegin).TotalMilliseconds);

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Deactivate(IJournalGrain journal)
    {
        _journal = journal;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _journal is null ? Task.CompletedTask : _journal.Add($"cancelled {_tickToken.IsCancellationRequested}");

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task When(List<(int At, TaskCompletionSource Source)> waiters, int now, int count)
    {
        if (now >= count)
        {
            return Task.CompletedTask;
        }

        var source = New();
        waiters.Add((count, source));
        return source.Task;
    }

    private static void Wake(List<(int At, TaskCompletionSource Source)> waiters, int now)
    {
        foreach ((var at, var source) in waiters)
        {
            if (now >= at)
            {
                source.TrySetResult();
            }
        }
    }

    private Task Beat()
    {
        Wake(_beatWaiters, ++_beats);
        return Task.CompletedTask;
    }

    private async Task Tick(CancellationToken cancellation)
    {
        _tickToken = cancellation;
        var tick = ++_ticks;
        _log.Add($"{tick}+");
        if (tick == 2)
        {
            _secondBegin = clock.GetTimestamp();
        }

        Wake(_tickWaiters, tick);
        switch (_kind)
        {
            case TickKind.Gated when tick == 1:
                await _tickGate.Task;
                break;
            case TickKind.Failing when tick == 1:
                throw new InvalidOperationException("This tick fails.");
            case TickKind.Changing when tick == 1:
                _timer!.Change(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
                break;
        }

        if (tick <= 3)
        {
            _log.Add($"{tick}-");
        }

        if (tick == 1)
        {
            _firstEnd = clock.GetTimestamp();
        }
    }
}
