using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Simulation.Engine;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using static SvaOrleans.Grains.Tests.Protocol.LateStrategy;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Windows that hardly any random schedule hits: one message comes when all else is done.</summary>
public sealed class WindowTests
{
    private LateStrategy _strategy = new();

    [Fact]
    public void A_device_whose_mm_exit_has_run_does_not_access_memory_until_its_bond_is_torn_down()
    {
        var machine = Booted(SvaFeatures.None, Sent("FinishExit", by: "Exit"));
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1), Dma(Dev0, 1, 1), Shutdown(Dev2));
        var before = machine.Events.Count;

        // The other device's init and shutdown mark when the access began and when it was over.
        var race = machine.Race([Kill("X")], Late(20, Init(Dev2), Dma(Dev0, 1, 1), Shutdown(Dev2)));
        AssertThatTheWindowWasOpen();
        AssertOrder(
            machine.Events.Skip(before),
            SvaEventKind.DriverMmExitDone,
            SvaEventKind.DriverDeviceInit,
            SvaEventKind.DriverDeviceShutdown,
            SvaEventKind.DriverMmDetach
        );
        Assert.Equal(Errno.EIO, race[1][1].Error);
        machine.AssertSound();
    }

    [Fact]
    public void A_move_that_ends_first_lets_no_bind_into_a_shutdown()
    {
        var machine = Booted(SvaFeatures.None, Sent("Detach", by: "Shutdown"));
        machine.Run(Bind(Dev0, X));
        var race = machine.Race([Shutdown(Dev0)], Late(6, Attach(Dev0, DomainB), Bind(Dev0, Y)));
        AssertThatTheWindowWasOpen();
        Assert.Equal((Errno.None, Errno.None, Errno.EINVAL), (race[0][0].Error, race[1][0].Error, race[1][1].Error));
        Assert.Equal(DomainB, machine.Device(Dev0).Domain);
        machine.AssertSound();
    }

    [Fact]
    public void A_flush_of_one_number_does_not_wait_for_another_s_faults()
    {
        var machine = Booted(SvaFeatures.Iopf, Sent("CompleteGroup"));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Bind(Dev0, Y, SvaFeatures.Iopf), Mmap(Y, 1, 1));
        var before = machine.Events.Count;
        machine.Race(
            [PageRequest(Dev0, 2, 300, 1, isLast: true)],
            Late(20, FlushFaults(Dev0, 1), Shutdown(Dev2), FlushFaults(Dev0, 2), Shutdown(Dev1))
        );
        AssertThatTheWindowWasOpen();
        Assert.Equal(
            [Dev2, Dev0, Dev1],
            machine
                .Events.Skip(before)
                .Where(happened => happened.Kind is SvaEventKind.DriverDeviceShutdown or SvaEventKind.PageResponse)
                .Select(happened => happened.Object)
        );
        machine.AssertSound();
    }

    [Fact]
    public void A_fault_that_the_end_of_the_last_user_has_overtaken_is_refused()
    {
        var machine = Booted(SvaFeatures.Iopf, Sent("TryGetUser"));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Mmap(X, 1, 1));
        var before = machine.Events.Count;
        var race = machine.Race([Dma(Dev0, 1, 1)], Late(6, Kill("X")));

        // The exit flushes the fault before it ends, so no more than its beginning comes in between.
        Assert.True(_strategy.Overtaken > 5, $"only {_strategy.Overtaken} steps came before the late message");
        AssertOrder(
            machine.Events.Skip(before),
            SvaEventKind.PageRequest,
            SvaEventKind.DriverMmExitDone,
            SvaEventKind.PageResponse,
            SvaEventKind.DriverMmDetach
        );
        Assert.Equal((Errno.EFAULT, Errno.None), (race[0][0].Error, race[1][0].Error));
        Assert.Equal((long)PageResponseCode.Invalid, Assert.Single(machine.Happened(SvaEventKind.PageResponse)).Value);
        machine.AssertSound();
    }

    [Fact]
    public void A_flush_waits_for_all_requests_that_are_on_their_way()
    {
        var machine = Booted(SvaFeatures.Iopf, Sent("RequestPage"));
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Mmap(X, 1, 3));
        var before = machine.Events.Count;
        machine.Race(
            [PageRequest(Dev0, 1, 300, 1, isLast: true)],
            [PageRequest(Dev0, 1, 301, 2, isLast: true)],
            [PageRequest(Dev0, 1, 302, 3, isLast: true)],
            Late(6, FlushFaults(Dev0, 1), Shutdown(Dev2))
        );
        AssertThatTheWindowWasOpen();
        AssertOrder(
            machine.Events.Skip(before),
            [
                .. Enumerable.Repeat(SvaEventKind.PageRequest, 3),
                .. Enumerable.Repeat(SvaEventKind.PageResponse, 3),
                SvaEventKind.DriverDeviceShutdown,
            ]
        );
        machine.AssertSound();
    }

    [Fact]
    public void A_munmap_returns_after_the_frees_that_waited_for_it()
    {
        var machine = Booted(SvaFeatures.None, Sent("Invalidate", by: "Munmap"), Sent("Reclaim", by: "Munmap"));
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1));
        var before = machine.Events.Count;
        var race = machine.Race([Munmap(X, 1, 1), Shutdown(Dev2)], Late(6, Unbind(Dev0, 1), Shutdown(Dev1)));
        AssertThatTheWindowWasOpen();
        Assert.All(race, branch => Assert.Equal(Errno.None, branch[0].Error));

        // The unbind did not wait for the free, so it was the munmap that ran it.
        Assert.Equal(
            [Dev1, X, Dev2],
            machine
                .Events.Skip(before)
                .Where(happened => happened.Kind is SvaEventKind.DriverDeviceShutdown or SvaEventKind.DriverMmFree)
                .Select(happened => happened.Kind == SvaEventKind.DriverMmFree ? happened.Subject : happened.Object)
        );
        machine.AssertSound();
    }

    [Fact]
    public void A_change_before_an_mm_was_bound_again_is_not_told_to_its_new_bond()
    {
        var machine = Booted(SvaFeatures.None, Sent("Invalidate", by: "Munmap"));
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1));
        var before = machine.Events.Count;
        var race = machine.Race([Munmap(X, 1, 1)], Late(6, Unbind(Dev0, 1), Bind(Dev0, X)));
        AssertThatTheWindowWasOpen();
        Assert.All(race[1], done => Assert.Equal(Errno.None, done.Error));

        // The earlier io_mm's memory waited for the notifier, so the munmap had begun before the second bind.
        AssertOrder(machine.Events.Skip(before), SvaEventKind.IoMmFree, SvaEventKind.IoMmAlloc, SvaEventKind.DriverMmFree);
        Assert.Empty(machine.Happened(SvaEventKind.DriverMmInvalidate));
        machine.AssertSound();
    }

    [Fact]
    public void A_fork_does_not_copy_a_descriptor_that_another_thread_closes_meanwhile()
    {
        var machine = Booted(SvaFeatures.None, Sent("Get", by: "Fork"));
        machine.Run(Open("X", Dev0, "fd"));
        var race = machine.Race([Fork("X", "child")], Late(20, Close("X", "fd")));
        AssertThatTheWindowWasOpen();
        Assert.All(race, branch => Assert.Equal(Errno.None, branch[0].Error));
        Assert.Empty(machine.IoMm(X).Bonds);
        Assert.Empty(machine.State<FileTableState>(new(Host, ObjectKind.FileTable, "child")).Files);
    }

    [Fact]
    public void A_late_answer_meets_no_group_of_the_queue_that_the_next_init_makes()
    {
        // Dev2 reaches X, which is bound to Dev1 in the same domain; so its shutdown does not wait for faults of X.
        var machine = Booted(SvaFeatures.Iopf, Sent("Detach", by: "Shutdown"), Sent("CompleteGroup"));
        machine.Run(Bind(Dev1, X, SvaFeatures.Iopf), Bind(Dev2, Y, SvaFeatures.Iopf), Mmap(X, 1, 2));
        var race = machine.Race(
            [Shutdown(Dev2), Init(Dev2, SvaFeatures.Iopf)],
            [.. Late(20, Dma(Dev2, 1, 1)), .. Late(20, Dma(Dev2, 1, 2))]
        );
        AssertThatTheWindowWasOpen();
        Assert.All(race[0], done => Assert.Equal(Errno.None, done.Error));
        Assert.Equal([Errno.EFAULT, Errno.None], race[1].Select(done => done.Error));
        machine.AssertSound();
    }

    [Fact]
    public void A_file_closed_late_does_not_unbind_the_number_s_next_owner_who_comes_during_its_flush()
    {
        var machine = Booted(SvaFeatures.Iopf, Sent("Flush", by: "Unbind"));
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "child"), Close("X", "fd"));
        var race = machine.Race([Close("child", "fd")], Late(20, Kill("X"), Bind(Dev0, Y)));
        AssertThatTheWindowWasOpen();
        Assert.Equal(Errno.ESRCH, race[0][0].Error);
        Assert.Equal(new Pasid(1), race[1][1].Pasid);
        Assert.Single(machine.IoMm(Y).Bonds);
        machine.AssertSound();
    }

    [Fact]
    public void A_translation_without_number_that_an_unmap_has_overtaken_is_not_used()
    {
        var machine = Booted(SvaFeatures.None, Answered("Translate"));
        machine.Run(id => new IoMapStep(id, DomainA, new(new(1), 1), 0x1000, Protection.Read | Protection.Write));
        var race = machine.Race([Dma(Dev0, 0, 1)], Late(20, id => new IoUnmapStep(id, DomainA, new(new(1), 1))));
        AssertThatTheWindowWasOpen();
        Assert.Equal((Errno.EFAULT, Errno.None), (race[0][0].Error, race[1][0].Error));
        Assert.Equal(0, machine.Device(Dev0).Atc.Count);
        machine.AssertSound();
    }

    // A command names up to 32 units: the first page has one of its own, the others share one.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(33)]
    public void A_walk_that_one_of_several_commands_has_overtaken_is_done_again(uint page)
    {
        var machine = Booted(SvaFeatures.None, Answered("Walk"));
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 33), Touch(X, 1, 33));
        var race = machine.Race([Dma(Dev0, 1, page)], Late(20, Munmap(X, 1, 33)));
        AssertThatTheWindowWasOpen();
        Assert.Equal((Errno.EFAULT, Errno.None), (race[0][0].Error, race[1][0].Error));
        Assert.Equal((0, 0), (machine.Device(Dev0).Atc.Count, machine.Iommu().Iotlb.Count));
        machine.AssertSound();
    }

    private static void AssertOrder(IEnumerable<SvaEvent> events, params SvaEventKind[] kinds) =>
        Assert.Equal(kinds, events.Select(happened => happened.Kind).Where(kinds.Contains));

    // Without it, what must not happen in the window might be absent for want of a window.
    private void AssertThatTheWindowWasOpen() =>
        Assert.True(_strategy.Overtaken > 20, $"only {_strategy.Overtaken} steps came before the late message");

    private Machine Booted(SvaFeatures features, params Predicate<GrainRequest>[] late)
    {
        _strategy = new(late);
        var machine = new Machine(new MailExample(), _strategy);
        machine.Run(Setup(features));
        return machine;
    }
}
