namespace SvaOrleans.Simulation.Engine.Strategies;

/// <summary>Decides what happens next. Strategy, seed and the list of decisions are the whole identity of a run.</summary>
public abstract class Strategy
{
    /// <summary>Name and parameters, e.g. <c>random(42)</c>; enough to make the strategy again.</summary>
    public abstract string Name { get; }

    /// <summary>Starts a run; called when a world is made and on every reset.</summary>
    public virtual void Begin() { }

    /// <summary>What <see cref="Choose"/> answers to end the run here: nothing that could follow is of interest.</summary>
    public const int Cut = -1;

    /// <summary>True to be asked before every step, also when only one is ready.</summary>
    public virtual bool AsksAlways => false;

    /// <summary>True if <see cref="Choose"/> chooses faults too; those of other strategies are chosen by an explorer, by dice, if at all.</summary>
    public virtual bool ChoosesFaults => false;

    /// <summary>Chooses the step to run next. Asked only if more than one is ready or something may go wrong, unless <see cref="AsksAlways"/>.</summary>
    /// <param name="ready">The ready steps, at least one, and the faults that are possible.</param>
    /// <returns>A position in <paramref name="ready"/>; from <see cref="ReadySteps.Count"/> on, that of a fault; or <see cref="Cut"/>.</returns>
    public abstract int Choose(ReadySteps ready);

    /// <summary>Chooses a number for the code under test, e.g. whether an allocation fails.</summary>
    /// <param name="bound">One more than the largest answer, at least 1.</param>
    /// <returns>A number from 0 to <paramref name="bound"/> - 1.</returns>
    public abstract int Draw(int bound);
}
