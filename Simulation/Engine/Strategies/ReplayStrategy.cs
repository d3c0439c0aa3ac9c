namespace SvaOrleans.Simulation.Engine.Strategies;

/// <summary>Repeats recorded decisions; after the last one, oldest first.</summary>
/// <param name="decisions">The decisions of a run, as <see cref="World.Decisions"/> recorded them.</param>
public sealed class ReplayStrategy(IReadOnlyList<int> decisions) : Strategy
{
    private int _next;

    /// <inheritdoc/>
    public override string Name => $"replay({decisions.Count} decisions)";

    /// <summary>True once a recorded decision did not fit, that is, the run is not the recorded one.</summary>
    public bool HasDiverged { get; private set; }

    /// <inheritdoc/>
    public override bool ChoosesFaults => true;

    /// <inheritdoc/>
    public override void Begin()
    {
        _next = 0;
        HasDiverged = false;
    }

    /// <inheritdoc/>
    public override int Choose(ReadySteps ready) => Next(ready.Count + ready.FaultCount);

    /// <inheritdoc/>
    public override int Draw(int bound) => Next(bound);

    private int Next(int bound)
    {
        if (_next >= decisions.Count)
        {
            return 0;
        }

        var decision = decisions[_next++];
        if (decision >= 0 && decision < bound)
        {
            return decision;
        }

        HasDiverged = true;
        return 0;
    }
}
