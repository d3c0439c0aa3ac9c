using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;

namespace SvaOrleans.Grains.Tests;

/// <summary>Groups of page requests: several requests, one answer.</summary>
public sealed class FaultGroups
{
    [Fact]
    public void Every_request_of_a_group_is_handled_and_one_answer_is_sent()
    {
        var machine = Bound(new MailExample());
        machine.Run(PageRequest(Dev0, 1, 7, 0x100, false), PageRequest(Dev0, 1, 7, 0x101, false), PageRequest(Dev0, 1, 7, 0x102, true));
        Assert.Equal(3ul, machine.Mm(X).Space.ResidentCount);
        Assert.Equal(0, Assert.Single(machine.Happened(SvaEventKind.PageResponse)).Value);
    }

    [Fact]
    public void W12_an_overflow_drops_the_partials_so_that_a_new_group_of_the_same_number_is_not_mixed_with_them()
    {
        // The queue holds two: the group's last request finds it full, and the hardware itself answers.
        var machine = Bound(new MailExample { PageRequestQueue = 2 }, new Simulation.Engine.Strategies.FifoStrategy());
        machine.Race(
            [PageRequest(Dev0, 1, 7, 0x100, false)],
            [PageRequest(Dev0, 1, 7, 0x101, false)],
            [PageRequest(Dev0, 1, 7, 0x102, true)]
        );
        Assert.Contains(machine.Happened(SvaEventKind.Warning), warning => warning.Note == "page request queue overflow");
        Assert.Equal(0, machine.Device(Dev0).Faults!.PartialCount);
        var before = machine.Mm(X).Space.ResidentCount;
        machine.Run(PageRequest(Dev0, 1, 7, 0x108, true));
        Assert.Equal(before + 1, machine.Mm(X).Space.ResidentCount);
    }

    private static Machine Bound(MailExample example, Simulation.Engine.Strategies.Strategy? strategy = null)
    {
        var machine = new Machine(example, strategy);
        machine.Run(Setup(SvaFeatures.Iopf));
        Assert.Equal(Errno.None, machine.Error(Bind(Dev0, X, SvaFeatures.Iopf)));
        machine.Run(Mmap(X, 0x100, 16));
        return machine;
    }
}
