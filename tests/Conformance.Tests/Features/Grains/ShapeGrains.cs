namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Two classes of one interface: the caller has to say which.
public interface IShapeGrain : IGrainWithStringKey
{
    Task<string> Name();
}

public sealed class CircleGrain : Grain, IShapeGrain
{
    public Task<string> Name() => Task.FromResult($"circle {this.GetPrimaryKeyString()}");
}

public sealed class SquareGrain : Grain, IShapeGrain
{
    public Task<string> Name() => Task.FromResult($"square {this.GetPrimaryKeyString()}");
}
