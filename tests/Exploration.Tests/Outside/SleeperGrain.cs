namespace SvaOrleans.Exploration.Tests.Outside;

public interface ISleeper : IGrainWithStringKey
{
    Task Sleep();
}

/// <summary>Waits for the machine's clock.</summary>
public sealed class SleeperGrain : Grain, ISleeper
{
#pragma warning disable SVA0011 // That it does is what the test is about.
    public async Task Sleep() => await Task.Delay(TimeSpan.FromSeconds(20));
#pragma warning restore SVA0011
}
