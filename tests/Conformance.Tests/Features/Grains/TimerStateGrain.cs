namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface ITimerStateGrain : IGrainWithStringKey
{
    // Starts timers of several overloads, each with a state.
    Task Start();

    Task<string> Ticked();

    // Period zero; disposes itself after some ticks.
    Task StartBusy();

    Task<int> BusyTicks();
}

public sealed class TimerStateGrain : Grain, ITimerStateGrain
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private readonly SortedSet<string> _ticked = [];
    private IGrainTimer? _busy;
    private int _busyTicks;

    public Task Start()
    {
        this.RegisterGrainTimer(Note, "text", Soon, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer((text, _) => Note(text), "text and token", Soon, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(
            (pair, _) => Note($"{pair.Name} {pair.Number}"),
            (Name: "pair", Number: 2),
            new GrainTimerCreationOptions(Soon, Timeout.InfiniteTimeSpan) { KeepAlive = true }
        );
        this.RegisterGrainTimer(() => Note("none"), Soon, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task<string> Ticked() => Task.FromResult(string.Join(", ", _ticked));

    public Task StartBusy()
    {
        _busy = this.RegisterGrainTimer(Busy, new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.Zero));
        return Task.CompletedTask;
    }

    public Task<int> BusyTicks() => Task.FromResult(_busyTicks);

    private Task Busy()
    {
        if (++_busyTicks == 3)
        {
            _busy!.Dispose();
        }

        return Task.CompletedTask;
    }

    private Task Note(string line)
    {
        _ticked.Add(line);
        return Task.CompletedTask;
    }
}
