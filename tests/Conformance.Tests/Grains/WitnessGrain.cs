namespace SvaOrleans.Conformance.Tests.Grains;

// Makes a call and remembers the result, so that a client need not wait for it.
public interface IWitnessGrain : IGrainWithStringKey
{
    Task Watch(IGatedGrain target, string name);

    Task<string> Seen();
}

[GrainType(Name)]
[Orleans.Concurrency.Reentrant]
[KeepAlive]
public sealed class WitnessGrain : Grain, IWitnessGrain
{
    public const string Name = "witness";
    private string _seen = "nothing";

    public Task Watch(IGatedGrain target, string name)
    {
        _ = Call(target, name);
        return Task.CompletedTask;
    }

    public Task<string> Seen() => Task.FromResult(_seen);

    private async Task Call(IGatedGrain target, string name)
    {
        try
        {
            await target.Gate(name);
            _seen = "an answer";
        }
        catch (Exception e)
        {
            _seen = e.GetType().Name;
        }
    }
}
