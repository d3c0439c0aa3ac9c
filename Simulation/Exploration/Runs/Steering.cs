using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Simulation.Exploration.Runs;

/// <summary>The strategy that a world is made with when it is explored: oldest first while the world is prepared, then as the strategy says that
/// has its turn. It notes every choice and, if asked, the order of what happens.</summary>
internal sealed class Steering : Strategy
{
    private readonly List<int> _decisions = [];
    private readonly List<int> _races = [];
    private World? _world;
    private Strategy? _strategy;
    private CausalOrder? _order;
    private IStepWatcher? _watcher;
    private bool _isOpen;
    private bool _declares;

    public override string Name => _strategy?.Name ?? "fifo";

    public override bool AsksAlways => _order is not null || (_strategy?.AsksAlways ?? false);

    /// <summary>The choices that were made, as far as there was one.</summary>
    internal IReadOnlyList<int> Decisions => _decisions;

    public override void Begin() => Release();

    /// <summary>Lets a strategy choose from now on.</summary>
    /// <param name="world">The world.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="order">Gets the order; null if nobody asks.</param>
    internal void Hand(World world, Strategy strategy, CausalOrder? order)
    {
        _world = world;
        _strategy = strategy;
        _watcher = strategy as IStepWatcher;
        _order = order;
        _order?.Begin(world);
        _decisions.Clear();
        _isOpen = false;
        strategy.Begin();
    }

    /// <summary>Oldest first again; what the strategy has chosen stays known.</summary>
    internal void Release()
    {
        CloseStep();
        _strategy = null;
        _watcher = null;
        _order = null;
    }

    public override int Choose(ReadySteps ready)
    {
        if (_strategy is not { } strategy)
        {
            return 0;
        }

        CloseStep();
        int chosen = ready.Count > 1 || strategy.AsksAlways ? strategy.Choose(ready) : 0;
        if (chosen == Cut)
        {
            return Cut;
        }

        if (ready.Count > 1)
        {
            _decisions.Add(chosen);
        }

        if (_order is { } order && (uint)chosen < (uint)ready.Count)
        {
            Step step = ready[chosen];
            _declares = step.Grain.Class.DeclaresAccess;
            order.Open(step, _world!);
            _isOpen = true;
        }

        return chosen;
    }

    public override int Draw(int bound)
    {
        int drawn = _strategy is { } strategy ? strategy.Draw(bound) : 0;
        if (_strategy is not null)
        {
            _decisions.Add(drawn);
        }

        return drawn;
    }

    private void CloseStep()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        _races.Clear();
        _order!.Close(_declares ? _world!.StepAccess : _world!.StepAccess | Access.Everything, _watcher is null ? null : _races);
        _watcher?.Ran(_order, _races);
    }
}
