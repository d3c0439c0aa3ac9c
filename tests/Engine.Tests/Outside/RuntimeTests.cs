using SvaOrleans.Simulation;

namespace SvaOrleans.Engine.Tests.Outside;

/// <summary>What is looked for lies in fields that the runtime tells nobody of. Where a version moves one, this fails, and less is found.</summary>
public class RuntimeTests
{
    [Fact]
    public void The_runtime_keeps_its_tasks_and_timers_where_they_are_looked_for()
    {
        Assert.True(OutsideSearch.IsComplete);
        Assert.True(RealTimers.IsComplete);
    }
}
