using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Exploration.Tests.Replay;

public sealed class StateChangeTests
{
    [Fact]
    public void What_stands_in_one_state_alone_is_told()
    {
        Assert.Empty(StateChange.Of(["a", "b", "b"], ["b", "a", "b"]).Lines);
        Assert.Equal(["- a", "+ b", "+ c"], StateChange.Of(["a", "b"], ["b", "c", "b"]).Lines);
        Assert.Equal(["- x: 2", "+ x: 1"], StateChange.Of(["x: 2"], ["x: 1"]).Lines);
        Assert.Equal(
            ["- a 00:01.0 x: 7", "- b: 3", "- b: 4", "+ b: 1"],
            StateChange.Of(["b: 4", "b: 3", "a 00:01.0 x: 7"], ["b: 1"]).Lines
        );
    }
}
