using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Simulation.Exploration.Runs;

/// <summary>The strategy that a world is made with when it is explored: oldest first while the world is prepared, then as the strategy says that
/// has its turn. It notes every choice and, if asked, the order of what happens.</summary>
/// <param name="chose">Is told of every choice before it takes effect; null for nobody.</param>
internal sealed class Steering(Action<int>? chose) : Strategy
{
    private readonly List<int> _decisions = [];
    private readonly List<int> _races = [];
    private World? _world;
    private readonly FaultDice _dice = new();
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
        _dice.Begin(strategy.Name);
        strategy.Begin();
    }

    /// <summary>Oldest first from now on, while the order goes on being told.</summary>
    internal void Settle()
    {
        CloseStep();
        _strategy = null;
        _watcher = null;
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
        CloseStep();
        var chosen = _strategy is { } strategy ? ChooseBy(strategy, ready) : 0;
        if (chosen != Cut)
        {
            OpenStep(ready, chosen);
        }

        return chosen;
    }

    public override int Draw(int bound)
    {
        var drawn = _strategy is { } strategy ? strategy.Draw(bound) : 0;
        if (_strategy is not null)
        {
            Note(drawn);
        }

        return drawn;
    }

    private int ChooseBy(Strategy strategy, ReadySteps ready)
    {
        var most = ready.Count + ready.FaultCount;
        var chosen =
            !strategy.ChoosesFaults && ready.FaultCount > 0 && _dice.Choose(ready) is { } fault ? ready.Count + fault
            : ready.Count > 1 || strategy.AsksAlways || (strategy.ChoosesFaults && most > 1) ? strategy.Choose(ready)
            : 0;
        if (most > 1 && chosen != Cut)
        {
            Note(chosen);
        }

        return chosen;
    }

    private void Note(int decision)
    {
        _decisions.Add(decision);
        chose?.Invoke(decision);
    }

    private void OpenStep(ReadySteps ready, int chosen)
    {
        if (_order is { } order && (uint)chosen < (uint)(ready.Count + ready.FaultCount))
        {
            var step = ready.StepAt(chosen);
            _declares = step is FaultStep || step.Grain.Class.DeclaresAccess;
            order.Open(step, _world!);
            _isOpen = true;
        }
    }

    private void CloseStep()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        _races.Clear();
        _order!.Close(
            _declares ? _world!.StepAccess : _world!.StepAccess | Access.Everything,
            _world.StepRequest,
            _watcher is null ? null : _races
        );
        _watcher?.Ran(_order, _races);
    }
}
