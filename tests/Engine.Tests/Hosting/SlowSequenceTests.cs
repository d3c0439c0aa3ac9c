using System.Runtime.CompilerServices;

namespace SvaOrleans.Engine.Tests.Hosting;

public interface ISlowSource : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(TimeSpan pause, CancellationToken cancellation);
}

public sealed class SlowSourceGrain(TimeProvider time) : Grain, ISlowSource
{
    public async IAsyncEnumerable<int> Count(TimeSpan pause, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var i = 1; i <= 2; i++)
        {
            await Task.Delay(pause, time, cancellation);
            yield return i;
        }
    }
}

public class SlowSequenceTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    public void An_element_may_take_longer_than_a_call(int responseSeconds)
    {
        var cluster = Clusters.Builder().UseResponseTimeout(TimeSpan.FromSeconds(responseSeconds)).Build();
        List<int> read = [];
        cluster.Run(async () =>
        {
            await foreach (var element in cluster.GrainFactory.GetGrain<ISlowSource>("s").Count(TimeSpan.FromMinutes(1), default))
            {
                read.Add(element);
            }
        });
        Assert.Equal([1, 2], read);
        Assert.Equal(TimeSpan.FromMinutes(2), cluster.World.Clock.Elapsed);
    }
}
