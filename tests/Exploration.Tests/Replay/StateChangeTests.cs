using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Exploration.Tests.Replay;

public sealed class StateChangeTests
{
    [Fact]
    public void What_stands_in_one_state_alone_is_told()
    {
        Assert.Empty(StateChange.Of(["a", "b", "b"], ["b", "a", "b"]).Lines);
        Assert.Equal(["- a", "+ b", "+ c"], StateChange.Of(["a", "b"], ["b", "c", "b"]).Lines);
        Assert.Equal(["+ x: 1", "- x: 2"], StateChange.Of(["x: 2"], ["x: 1"]).Lines);
    }
}
