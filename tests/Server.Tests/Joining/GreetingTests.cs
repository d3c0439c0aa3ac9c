using SvaOrleans.Server.Tests.Processes;
using SvaOrleans.Silo.Orleans.Trust;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>A peer that does not end its greeting may be a silo of the same start that was killed or too slow: it is not foreign. A peer
/// that sends what no such silo sends is foreign.</summary>
[Trait("Engine", "Orleans")]
public sealed class GreetingTests
{
    private static readonly byte[] NoGreeting = new byte[64];

    [Fact]
    public async Task Who_leaves_before_the_end_is_not_told()
    {
        await using var silo = await OneSilo.Start(MutualTls.GreetingLimit);
        foreach (
            var begun in (byte[][])
                [
                    [],
                    await OneSilo.Hello(),
                ]
        )
        {
            using var leaves = await silo.Connect();
            await leaves.GetStream().WriteAsync(begun);
        }

        // Connections are taken in turn, so the others have been seen by then.
        using var stranger = await silo.Connect();
        await stranger.GetStream().WriteAsync(NoGreeting);
        await silo.Lines.Says("was refused");
        Assert.Equal(1, silo.Refused.Count);
        Assert.Single(silo.Lines.All);
    }

    [Fact]
    public async Task Who_takes_too_long_is_told_as_such()
    {
        await using var silo = await OneSilo.Start(TimeSpan.FromSeconds(1));
        using var silent = await silo.Connect();
        using var slow = await silo.Connect();
        await slow.GetStream().WriteAsync(await OneSilo.Hello());
        await silo.Lines.Says(
            "did not end its greeting within 00:00:01; the machine is too busy for its silos, or the other side is no silo"
        );
        Assert.Equal(0, silo.Refused.Count);
        Assert.Single(silo.Lines.All);
    }

    [Fact]
    public async Task A_slow_silo_of_the_start_is_let_in()
    {
        await using var silo = await OneSilo.Start(MutualTls.GreetingLimit);
        using var slow = await silo.Connect();

        // Longer than Orleans alone would wait for a greeting.
        await Task.Delay(TimeSpan.FromSeconds(11));
        await using var stream = await silo.Greet(slow);
        Assert.True(stream.IsMutuallyAuthenticated);

        // It is asked who it is: what comes out of TLS is Orleans' own.
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(UpProcess.Limit));
        Assert.Equal(0, silo.Refused.Count);
        Assert.Empty(silo.Lines.All);
    }
}
