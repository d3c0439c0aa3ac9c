namespace SvaOrleans.Simulation.Engine.Strategies;

/// <summary>Every ready step is equally likely.</summary>
/// <param name="seed">The seed; the same seed gives the same run.</param>
public sealed class RandomStrategy(ulong seed) : Strategy
{
    private Xoshiro _stream = new(seed);

    /// <summary>The seed.</summary>
    public ulong Seed { get; private set; } = seed;

    /// <inheritdoc/>
    public override string Name => $"random({Seed})";

    /// <summary>Takes another seed from the next <see cref="Begin"/> on, so that a world can be reset for the next run.</summary>
    /// <param name="seed">The seed.</param>
    public void Reseed(ulong seed) => Seed = seed;

    /// <inheritdoc/>
    public override void Begin() => _stream = new Xoshiro(Seed);

    /// <inheritdoc/>
    public override int Choose(ReadySteps ready) => _stream.Below(ready.Count);

    /// <inheritdoc/>
    public override int Draw(int bound) => _stream.Below(bound);
}
