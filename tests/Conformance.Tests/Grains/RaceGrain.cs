using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Conformance.Tests.Grains;

// Small grains whose requests call another grain in the middle, so that what may overlap does: "x<" before the inner call, "x>" after it.
public interface IRaceGrain : IGrainWithStringKey
{
    Task Plain(string name, ILeafGrain leaf);

    [ReadOnly]
    Task Read(string name, ILeafGrain leaf);

    [AlwaysInterleave]
    Task Always(string name, ILeafGrain leaf);

    [OneWay]
    Task Post(string name, ILeafGrain leaf);

    // Reads a counter, makes the inner call, writes it back plus one.
    Task Increment(ILeafGrain leaf);

    Task<int> Count();

    // Calls the leaves at once and logs the answers as they come.
    Task<string> FanOut(ILeafGrain[] leaves);

    // Calls itself through the relay in a call chain.
    Task Section(string name, IRaceRelayGrain via, IRaceGrain self, ILeafGrain leaf);

    // Registers a timer that is due at once and logs "t".
    Task Tick();

    Task Arm();

    Task Leave();

    // Takes what was put, or waits for it.
    Task<string> Take();

    [AlwaysInterleave]
    Task Put(string item);

    Task<string> Quick(CancellationToken cancellation);

    // Once as many lines as that are there.
    [AlwaysInterleave]
    Task<string> Log(int lines);
}

public interface ILeafGrain : IGrainWithStringKey
{
    Task<string> Touch();
}

public interface IRaceRelayGrain : IGrainWithStringKey
{
    Task Plain(string name, IRaceGrain target, ILeafGrain leaf);
}

public abstract class RaceGrain : Grain, IRaceGrain
{
    private readonly List<string> _log = [];
    private readonly List<(int Lines, TaskCompletionSource Source)> _readers = [];
    private readonly Queue<string> _items = new();
    private readonly Queue<TaskCompletionSource<string>> _takers = new();
    private int _count;

    public Task Plain(string name, ILeafGrain leaf) => Visit(name, leaf);

    public Task Read(string name, ILeafGrain leaf) => Visit(name, leaf);

    public Task Always(string name, ILeafGrain leaf) => Visit(name, leaf);

    public Task Post(string name, ILeafGrain leaf) => Visit(name, leaf);

    public async Task Increment(ILeafGrain leaf)
    {
        var count = _count;
        await leaf.Touch();
        _count = count + 1;
    }

    public Task<int> Count() => Task.FromResult(_count);

    public async Task<string> FanOut(ILeafGrain[] leaves)
    {
        await Task.WhenAll(leaves.Select(One));
        return string.Join(' ', _log);

        async Task One(ILeafGrain leaf) => Write(await leaf.Touch());
    }

    public async Task Section(string name, IRaceRelayGrain via, IRaceGrain self, ILeafGrain leaf)
    {
        Write(name + "<");
        using (RequestContext.AllowCallChainReentrancy())
        {
            await via.Plain(name + "'", self, leaf);
        }

        Write(name + ">");
    }

    public Task Tick()
    {
        Write("c");
        return Task.CompletedTask;
    }

    public Task Arm()
    {
        this.RegisterGrainTimer(
            () =>
            {
                Write("t");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan)
        );
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<string> Take()
    {
        if (_items.Count > 0)
        {
            return Task.FromResult(_items.Dequeue());
        }

        TaskCompletionSource<string> taker = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _takers.Enqueue(taker);
        return taker.Task;
    }

    public Task Put(string item)
    {
        if (_takers.Count > 0)
        {
            _takers.Dequeue().SetResult(item);
        }
        else
        {
            _items.Enqueue(item);
        }

        return Task.CompletedTask;
    }

    public Task<string> Quick(CancellationToken cancellation) => Task.FromResult("answered");

    public async Task<string> Log(int lines)
    {
        if (_log.Count < lines)
        {
            TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _readers.Add((lines, source));
            await source.Task;
        }

        return string.Join(' ', _log);
    }

    private async Task Visit(string name, ILeafGrain leaf)
    {
        Write(name + "<");
        await leaf.Touch();
        Write(name + ">");
    }

    private void Write(string line)
    {
        _log.Add(line);
        foreach ((var lines, var source) in _readers)
        {
            if (_log.Count >= lines)
            {
                source.TrySetResult();
            }
        }
    }
}

[GrainType(Name)]
public sealed class PlainRaceGrain : RaceGrain
{
    public const string Name = "race";
}

[GrainType(Name)]
[Reentrant]
public sealed class ReentrantRaceGrain : RaceGrain
{
    public const string Name = "race-reentrant";
}

[GrainType(Name)]
[MayInterleave(nameof(IsFree))]
public sealed class ChoosyRaceGrain : RaceGrain
{
    public const string Name = "race-choosy";

    public static bool IsFree(IInvokable request) =>
        request.GetArgumentCount() > 0 && request.GetArgument(0) is string name && name.StartsWith('f');
}

[GrainType(Name)]
[Reentrant]
public sealed class LeafGrain : Grain, ILeafGrain
{
    public const string Name = "leaf";

    public Task<string> Touch() => Task.FromResult(this.GetPrimaryKeyString()[^1..]);
}

[GrainType(Name)]
[Reentrant]
public sealed class RaceRelayGrain : Grain, IRaceRelayGrain
{
    public const string Name = "race-relay";

    public Task Plain(string name, IRaceGrain target, ILeafGrain leaf) => target.Plain(name, leaf);
}

// A record that concurrent requests write.
public interface ILedgerGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> Reload();
}

[GrainType(Name)]
[Reentrant]
public sealed class LedgerGrain([PersistentState("ledger")] IPersistentState<Balance> state) : Grain, ILedgerGrain
{
    public const string Name = "ledger";

    public async Task<int> Add(int amount)
    {
        state.State.Amount += amount;
        await state.WriteStateAsync();
        return state.State.Amount;
    }

    public async Task<int> Reload()
    {
        await state.ReadStateAsync();
        return state.State.Amount;
    }
}
