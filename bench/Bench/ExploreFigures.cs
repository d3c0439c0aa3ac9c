namespace SvaOrleans.Bench;

/// <summary>What exploring a small case costs.</summary>
/// <param name="PlainLoop">The same grain calls without an explorer: a reset and a run, again and again, on one thread.</param>
/// <param name="Bare">Schedules explored at random, nothing watching.</param>
/// <param name="Watched">The same with an oracle that is asked after every step.</param>
/// <param name="Workers">How many threads explored.</param>
public sealed record ExploreFigures(Rate PlainLoop, Rate Bare, Rate Watched, int Workers)
{
    /// <summary>Schedules of one thread as a share of the plain loop.</summary>
    public double ShareOfPlain => Bare.PerSecond / Workers / PlainLoop.PerSecond;
}
