using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>Base of the tests that run on both engines; this one is for clusters. Names are fixed, so each machine has a cluster to
/// itself.</summary>
public abstract class MachineTests : IAsyncLifetime
{
    // A cluster chooses its schedule itself; seeds mean nothing to it, but a few tries cost little.
    private const int TriesMax = 2;

    private readonly List<TestSilos> _started = [];

    /// <summary>How many silos each cluster has.</summary>
    protected virtual short Silos => 1;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var cluster in _started)
        {
            await cluster.DisposeAsync();
        }
    }

    private protected Machine Boot(MailExample example) => Boot(example, ModelClock.ScaleDefault);

    private Machine Boot(MailExample example, long clockScale)
    {
        var cluster = TestSilos.Start(Silos, clockScale).GetAwaiter().GetResult();
        _started.Add(cluster);
        var simulation = cluster.Simulate();
        return new(example.Spec(), simulation, () => simulation.TakeEvents().Result);
    }

    private protected IEnumerable<(string Schedule, Machine Machine)> Schedules(MailExample example, int seeds)
    {
        for (var attempt = 1; attempt <= Math.Min(seeds, TriesMax); attempt++)
        {
            // In real time, so that what sleeps longer ends later on a busy machine too.
            yield return ($"try {attempt}", Boot(example, clockScale: 1));
        }
    }
}
