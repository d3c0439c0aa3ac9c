using Orleans.Placement;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IPlacedGrain : IGrainWithStringKey
{
    Task<int> Count();
}

public abstract class PlacedGrain : Grain, IPlacedGrain
{
    private int _count;

    public Task<int> Count() => Task.FromResult(++_count);
}

[RandomPlacement]
public sealed class RandomlyPlacedGrain : PlacedGrain;

[PreferLocalPlacement]
public sealed class LocallyPlacedGrain : PlacedGrain;

[HashBasedPlacement]
public sealed class HashPlacedGrain : PlacedGrain;

[ActivationCountBasedPlacement]
public sealed class CountPlacedGrain : PlacedGrain;

[ResourceOptimizedPlacement]
public sealed class ResourcePlacedGrain : PlacedGrain;
