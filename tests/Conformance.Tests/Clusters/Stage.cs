namespace SvaOrleans.Conformance.Tests.Clusters;

// What client code can see and do in one run.
public abstract class Stage
{
    public abstract TimeProvider Clock { get; }

    // The client's factory, for keys that are no strings and grains that have no name of ours.
    public abstract IGrainFactory Factory { get; }

    // The number of this run on its cluster: runs that share a cluster make keys of it.
    public abstract int Run { get; }

    // Keys are the run's own, so runs can share a cluster.
    public abstract T Grain<T>(string grainType, string key)
        where T : IAddressable;

    // Requests that the grain's activation has received and not admitted.
    public abstract int WaitingAt(IAddressable grain);

    public abstract bool IsActive(IAddressable grain);

    public abstract string SiloOf(IAddressable grain);

    public abstract Task Kill(string silo);

    public abstract Task Stop(string silo);

    // Lets Orleans collect grains that were idle for a while.
    public abstract Task CollectIdle();

    // Returns when something may have changed; gives up after a number of pauses that no healthy run needs.
    protected abstract IEnumerable<Task> Pauses();

    public async Task Until(Func<bool> condition, string what)
    {
        foreach (var pause in Pauses())
        {
            if (condition())
            {
                return;
            }

            await pause;
        }

        Assert.Fail($"It never came to this: {what}.");
    }

    public async Task Until(Func<Task<bool>> condition, string what)
    {
        foreach (var pause in Pauses())
        {
            if (await condition())
            {
                return;
            }

            await pause;
        }

        Assert.Fail($"It never came to this: {what}.");
    }

    public Task Waiting(IAddressable grain, int count) => Until(() => WaitingAt(grain) == count, $"{count} requests wait at {grain}");
}
