namespace SvaOrleans.Conformance.Tests.Grains;

// What travels with calls besides their arguments.
public interface IContextGrain : IGrainWithStringKey
{
    Task<string> Read(string key);

    Task<string> ReadAfterYield(string key);

    Task<string> Forward(IContextGrain to, string key);

    // Sets a value for what it calls, and reports what it sees afterwards.
    Task<string> SetAndForward(IContextGrain to, string key, string value);

    Task<string> RemoveAndForward(IContextGrain to, string key);

    Task Set(string key, string value);
}

[GrainType(Name)]
public sealed class ContextGrain : Grain, IContextGrain
{
    public const string Name = "context";

    public Task<string> Read(string key) => Task.FromResult(Text(key));

    public async Task<string> ReadAfterYield(string key)
    {
        await Task.Yield();
        return Text(key);
    }

    public Task<string> Forward(IContextGrain to, string key) => to.ReadAfterYield(key);

    public async Task<string> SetAndForward(IContextGrain to, string key, string value)
    {
        RequestContext.Set(key, value);
        var there = await to.Read(key);
        await to.Set(key, "changed by the callee");
        return $"there {there}, here {Text(key)}";
    }

    public async Task<string> RemoveAndForward(IContextGrain to, string key)
    {
        var had = RequestContext.Remove(key);
        return $"had {had}, there {await to.Read(key)}";
    }

    public Task Set(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    private static string Text(string key) => RequestContext.Get(key) as string ?? "nothing";
}
