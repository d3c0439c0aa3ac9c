namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>What takes part in the activation of one grain, or in the start of a silo: stages start in ascending order and stop in
/// descending order.</summary>
internal sealed class SimulatedLifecycle : IGrainLifecycle, ISiloLifecycle
{
    private readonly List<Subscription> _subscriptions = [];
    private int? _reached;

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage => int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        if (_reached is not null)
        {
            throw new InvalidOperationException("Lifecycle has already been started.");
        }

        Subscription subscription = new(stage, observer);
        _subscriptions.Add(subscription);
        return subscription;
    }

    public void AddMigrationParticipant(IGrainMigrationParticipant participant) { }

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant) { }

    internal async Task OnStart(CancellationToken cancellation)
    {
        foreach (
            var stage in _subscriptions.GroupBy(static subscription => subscription.Stage).OrderBy(static stage => stage.Key).ToArray()
        )
        {
            _reached = stage.Key;
            await Task.WhenAll(stage.Select(subscription => subscription.Observer?.OnStart(cancellation) ?? Task.CompletedTask).ToArray());
            HighestCompletedStage = stage.Key;
        }
    }

    internal async Task OnStop(CancellationToken cancellation)
    {
        foreach (
            var stage in _subscriptions
                .Where(subscription => subscription.Stage <= _reached)
                .GroupBy(static subscription => subscription.Stage)
                .OrderByDescending(static stage => stage.Key)
                .ToArray()
        )
        {
            try
            {
                await Task.WhenAll(
                    stage.Select(subscription => subscription.Observer?.OnStop(cancellation) ?? Task.CompletedTask).ToArray()
                );
            }
            catch (Exception)
            {
                // As on Orleans: the other stages stop all the same.
            }
        }
    }

    private sealed class Subscription(int stage, ILifecycleObserver observer) : IDisposable
    {
        internal int Stage => stage;

        internal ILifecycleObserver? Observer { get; private set; } = observer;

        public void Dispose() => Observer = null;
    }
}
