namespace SvaOrleans.Conformance.Tests.Grains;

public static class GatedCalls
{
    // Makes a call and returns it, unfinished, once it has entered.
    public static async Task<Task> Enter(this IGatedGrain grain, Func<string, Task> request, string name)
    {
        var call = request(name);
        await grain.Entered(name);
        return call;
    }
}
