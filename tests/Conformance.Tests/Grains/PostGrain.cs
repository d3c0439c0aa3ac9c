using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

public interface IPostGrain : IGrainWithStringKey
{
    [OneWay]
    Task Fail(string message, bool later);

    Task<int> Failures();
}

[GrainType(Name)]
public sealed class PostGrain : Grain, IPostGrain
{
    public const string Name = "post";
    private int _failures;

    public async Task Fail(string message, bool later)
    {
        if (later)
        {
            await Task.Yield();
        }

        _failures++;
        throw new InvalidOperationException(message);
    }

    public Task<int> Failures() => Task.FromResult(_failures);
}
