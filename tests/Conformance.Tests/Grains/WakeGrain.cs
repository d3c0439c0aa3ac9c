using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

// Waiters on completion sources, and the request that wakes them. The log shows on whose turn each part runs.
public interface IWakeGrain : IGrainWithStringKey
{
    Task Wait(string name, bool asynchronously);

    [AlwaysInterleave]
    Task Waiting(int count);

    // Completes the sources of the named waiters, in this order, in one turn.
    [AlwaysInterleave]
    Task Wake(string names);

    [AlwaysInterleave]
    Task<string> Log();
}

[GrainType(Name)]
[Reentrant]
public sealed class WakeGrain : Grain, IWakeGrain
{
    public const string Name = "wake";
    private readonly List<string> _log = [];
    private readonly SortedDictionary<string, TaskCompletionSource> _sources = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource[] _counts =
    [
        .. Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)),
    ];

    public async Task Wait(string name, bool asynchronously)
    {
        TaskCompletionSource source = new(asynchronously ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        _sources[name] = source;
        _counts[_sources.Count].TrySetResult();
        await source.Task;
        _log.Add(name);
        await Task.Yield();
        _log.Add(name + "'");
    }

    public Task Waiting(int count) => _counts[count].Task;

    public Task Wake(string names)
    {
        _log.Add("<");
        foreach (var name in names)
        {
            _sources[name.ToString()].SetResult();
            _log.Add(".");
        }

        _log.Add(">");
        return Task.CompletedTask;
    }

    public Task<string> Log() => Task.FromResult(string.Join(' ', _log));
}
