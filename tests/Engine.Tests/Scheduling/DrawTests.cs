using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Engine.Tests.Scheduling;

public class DrawTests
{
    [Fact]
    public void Draws_are_decisions_they_are_recorded_replayed_and_hashed()
    {
        var original = Crowd.Cluster(new RandomStrategy(3));
        int[] drawn = [.. Enumerable.Range(1, 20).Select(original.World.Draw)];
        Assert.All(drawn, (number, index) => Assert.InRange(number, 0, index));
        Assert.Equal(0, drawn[0]);
        var replayed = Crowd.Cluster(new ReplayStrategy(original.World.Decisions));
        Assert.Equal(drawn, Enumerable.Range(1, 20).Select(replayed.World.Draw));
        Assert.Equal(original.World.Hash, replayed.World.Hash);
        var other = Crowd.Cluster(new FifoStrategy());
        Assert.All(Enumerable.Range(1, 20).Select(other.World.Draw), number => Assert.Equal(0, number));
        Assert.NotEqual(original.World.Hash, other.World.Hash);
    }

    [Fact]
    public void A_decision_that_does_not_fit_is_noticed()
    {
        ReplayStrategy replay = new([1000]);
        Crowd.Run(Crowd.Cluster(replay));
        Assert.True(replay.HasDiverged);
    }

    [Fact]
    public void A_strategy_that_chooses_nothing_ready_is_named()
    {
        var cluster = Crowd.Cluster(new WrongStrategy());
        var e = Assert.Throws<InvalidOperationException>(() => Crowd.Run(cluster));
        Assert.Contains("wrong chose step 99", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_tell_a_strategy_where_they_run_and_what_made_them()
    {
        var cluster = Crowd.Cluster(new RandomStrategy(1));
        long steps = 0;
        cluster.World.BeforeStep = step =>
        {
            steps++;
            Assert.True(step.Cause < steps);
            Assert.Equal(step.Kind is StepKind.Request or StepKind.Response, step.Method is not null);
            Assert.True(step.Sequence > 0);
        };
        Crowd.Run(cluster);
        Assert.Equal(cluster.World.StepCount, steps);
    }

    private sealed class WrongStrategy : Strategy
    {
        public override string Name => "wrong";

        public override int Choose(ReadySteps ready) => 99;

        public override int Draw(int bound) => 0;
    }
}
