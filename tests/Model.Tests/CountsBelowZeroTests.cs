using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Model.Tests;

/// <summary>A count that was taken down once too often is a broken state, which an explorer names; looking at it is no fault of its
/// own.</summary>
public class CountsBelowZeroTests
{
    [Fact]
    public void Of_tasks_that_have_a_table()
    {
        var table = new FileTableState { Tasks = -1 };
        Assert.NotEqual(new FileTableState().Hash(), table.Hash());
        Assert.Equal(7, Assert.Throws<ModelInvariantException>(table.Check).Invariant);
    }

    [Fact]
    public void Of_binds_on_their_way()
    {
        var device = new DeviceState { Atc = new(1), BindsInFlight = -1 };
        Assert.NotEqual(new DeviceState { Atc = new(1) }.Hash(), device.Hash());
        Assert.Equal(7, Assert.Throws<ModelInvariantException>(device.Check).Invariant);
    }
}
