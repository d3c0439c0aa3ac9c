using SvaOrleans.Simulation.Engine.Outside;

namespace SvaOrleans.Engine.Tests.Outside;

/// <summary>The search reads fields of the runtime that are not public. If a version moves one, this test fails and the search finds less.</summary>
public class RuntimeTests
{
    [Fact]
    public void The_runtime_keeps_its_tasks_and_timers_where_they_are_looked_for()
    {
        Assert.True(OutsideSearch.IsComplete);
        Assert.True(RealTimers.IsComplete);
    }
}
