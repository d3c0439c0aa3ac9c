using SvaOrleans.Engine.Tests.Calls;

namespace SvaOrleans.Engine.Tests.Hosting;

public class LeftoverTests
{
    [Fact]
    public void Client_code_that_a_run_leaves_behind_neither_stops_the_next_run_nor_runs_in_it()
    {
        var cluster = Clusters.Fifo();
        var left = 0;
        cluster.Run(() =>
        {
            _ = Leave();
            return Task.CompletedTask;
        });
        cluster.Reset();
        cluster.Run(async () =>
        {
            await Task.Yield();
            await cluster.GrainFactory.GetGrain<IPingGrain>("a").Echo("here");
            await Task.Yield();
        });
        Assert.Equal(0, left);

        async Task Leave()
        {
            await Task.Yield();
            left++;
        }
    }
}
