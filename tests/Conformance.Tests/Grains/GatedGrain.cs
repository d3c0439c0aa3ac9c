using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Conformance.Tests.Grains;

// Requests that stop between entering and leaving until a test opens their gate. The log has "x+" when x entered and "x-" when it left.
public interface IGatedGrain : IGrainWithStringKey
{
    Task Plain(string name);

    [ReadOnly]
    Task Read(string name);

    [AlwaysInterleave]
    Task Always(string name);

    [OneWay]
    Task Post(string name);

    [ResponseTimeout("00:00:00.5")]
    Task Impatient(string name);

    // Waits for as long as it takes.
    [ResponseTimeout("1.00:00:00")]
    Task Gate(string name);

    // Enters, calls back into this grain through another one as `name` + "'", and leaves when that has been answered.
    Task Section(string name, IRelayGrain via, IGatedGrain self);

    // The same, but leaves as soon as the inner call has entered.
    Task SectionThatLeaves(string name, IRelayGrain via, IGatedGrain self);

    [AlwaysInterleave]
    Task Open(string name);

    // Opens the gate for all later requests.
    [AlwaysInterleave]
    Task OpenAll();

    [AlwaysInterleave]
    Task Entered(string name);

    [AlwaysInterleave]
    Task<string> Log();
}

public interface IRelayGrain : IGrainWithStringKey
{
    Task Plain(IGatedGrain target, string name);
}

public abstract class GatedGrain : Grain, IGatedGrain
{
    private readonly List<string> _log = [];
    private readonly SortedDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TaskCompletionSource> _entered = new(StringComparer.Ordinal);
    private bool _allOpen;

    public Task Plain(string name) => Pass(name);

    public Task Read(string name) => Pass(name);

    public Task Always(string name) => Pass(name);

    public Task Post(string name) => Pass(name);

    public Task Impatient(string name) => Pass(name);

    public Task Gate(string name) => Pass(name);

    public async Task Section(string name, IRelayGrain via, IGatedGrain self)
    {
        Enter(name);
        using (RequestContext.AllowCallChainReentrancy())
        {
            await via.Plain(self, name + "'");
        }

        _log.Add(name + "-");
    }

    public async Task SectionThatLeaves(string name, IRelayGrain via, IGatedGrain self)
    {
        Enter(name);
        using (RequestContext.AllowCallChainReentrancy())
        {
            _ = via.Plain(self, name + "'");
            await Source(_entered, name + "'").Task;
        }

        _log.Add(name + "-");
    }

    public Task Open(string name)
    {
        Source(_gates, name).TrySetResult();
        return Task.CompletedTask;
    }

    public Task OpenAll()
    {
        _allOpen = true;
        foreach (var gate in _gates.Values)
        {
            gate.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public Task Entered(string name) => Source(_entered, name).Task;

    public Task<string> Log() => Task.FromResult(string.Join(' ', _log));

    private static TaskCompletionSource Source(SortedDictionary<string, TaskCompletionSource> sources, string name)
    {
        if (!sources.TryGetValue(name, out var source))
        {
            sources[name] = source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return source;
    }

    private async Task Pass(string name)
    {
        Enter(name);
        if (!_allOpen)
        {
            await Source(_gates, name).Task;
        }

        _log.Add(name + "-");
    }

    private void Enter(string name)
    {
        _log.Add(name + "+");
        Source(_entered, name).TrySetResult();
    }
}

[GrainType(Name)]
public sealed class PlainGatedGrain : GatedGrain
{
    public const string Name = "gated";
}

[GrainType(Name)]
[Reentrant]
public sealed class ReentrantGatedGrain : GatedGrain
{
    public const string Name = "gated-reentrant";
}

// Lets requests in whose name begins with "free".
[GrainType(Name)]
[MayInterleave(nameof(IsFree))]
public sealed class ChoosyGatedGrain : GatedGrain
{
    public const string Name = "gated-choosy";

    public static bool IsFree(IInvokable request) =>
        request.GetArgument(0) is string name
        && name switch
        {
            "broken" => throw new InvalidOperationException("The predicate cannot tell."),
            _ => name.StartsWith("free", StringComparison.Ordinal),
        };
}

// The predicate may be the instance's.
[GrainType(Name)]
[MayInterleave(nameof(IsOwn))]
public sealed class OwnChoiceGatedGrain : GatedGrain
{
    public const string Name = "gated-own-choice";
    private readonly string _prefix = "free";

    public bool IsOwn(IInvokable request) =>
        request.GetMethodName() == nameof(IGatedGrain.Plain)
        && request.GetArgumentCount() == 1
        && ((string)request.GetArgument(0)!).StartsWith(_prefix, StringComparison.Ordinal);
}

[GrainType(Name)]
public sealed class RelayGrain : Grain, IRelayGrain
{
    public const string Name = "relay";

    public Task Plain(IGatedGrain target, string name) => target.Plain(name);
}
