using SvaOrleans.Grains.Tests.Differential;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;
using static SvaOrleans.Grains.Tests.Machines.MailExample;
using static SvaOrleans.Grains.Tests.Machines.Steps;
using RandomStrategy = SvaOrleans.Simulation.Engine.Strategies.RandomStrategy;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Processes, threads and open files: which end comes first, and which objects are notified.</summary>
public sealed class ProcessTests
{
    [Fact]
    public void A_kill_gives_up_the_mm_before_the_files()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"));
        machine.Events.Clear();
        machine.Run(Kill("X"));
        Assert.Equal(["exit 0000:00:00.0 X 1", "detach 0000:00:00.0 X 1 last", "free X"], Observed.Trace(machine.Events));
        Assert.Empty(machine.Happened(SvaEventKind.IoMmDetach));
    }

    [Fact]
    public void An_exit_frees_its_pages_before_the_IOMMU_driver_s_memory()
    {
        var machine = Booted();
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 2), Touch(X, 1, 2), Kill("X"));
        var pages = Assert.Single(machine.Happened(SvaEventKind.MmExitDone));
        var memory = Assert.Single(machine.Happened(SvaEventKind.DriverMmFree));
        Assert.Equal(2, pages.Value);
        Assert.True(machine.Events.IndexOf(pages) < machine.Events.IndexOf(memory) && pages.At <= memory.At);
    }

    [Fact]
    public void An_orderly_end_closes_the_files_first()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Open("X", Dev1, "other"));
        machine.Events.Clear();
        machine.Run(Leave("X"));
        Assert.Equal(["detach 0000:00:00.0 X 1 last", "detach 0000:00:01.0 X 1 last", "free X"], Observed.Trace(machine.Events));
    }

    /// <summary>No kernel names processes; here a name in use is refused, and its owner keeps its state.</summary>
    [Theory]
    [InlineData(ForkKind.SharedMm, "-EBUSY")]
    [InlineData(ForkKind.Thread, "-EBUSY")]
    [InlineData(ForkKind.Fork, "-EEXIST")]
    public void A_fork_into_a_name_in_use_leaves_its_owner_s_files_alone(ForkKind kind, string refused)
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Open("Y", Dev1, "own"));
        Assert.Equal(refused, machine.Error(Fork("X", "Y", kind)).ToString());
        Assert.Equal((1, 1), (machine.Mm(X).Users, machine.State<FileTableState>(new(Host, ObjectKind.FileTable, "X")).Tasks));
        Assert.Equal(Errno.None, machine.Error(Close("Y", "own")));
        Assert.Equal(Errno.None, machine.Error(Close("X", "fd")));
        Assert.Empty(machine.IoMm(X).Bonds);
        machine.Run(Kill("X"), Kill("Y"));
        machine.AssertSound();
        machine.AssertNothingLeft();
    }

    [Fact]
    public void A_process_that_could_not_be_spawned_can_be_spawned_later()
    {
        var machine = Booted();
        Assert.Equal([Errno.EEXIST, Errno.None], machine.Run(Spawn("t", X), Spawn("t", Mm("t"))).Select(done => done.Error));
        machine.Run(Kill("t"), Kill("X"), Kill("Y"));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void A_process_that_is_killed_while_it_is_not_spawned_was_never_there()
    {
        var killed = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var machine = new Machine(new MailExample(), new RandomStrategy(seed));
            machine.Run(Setup());
            var race = machine.Race([Spawn("t", X)], Late((int)(seed % 12), Kill("t")), Late(4, Spawn("t", Mm("t"))));
            killed += race[1][0].Error == Errno.None ? 1 : 0;
            machine.Run(Kill("t"), Kill("X"), Kill("Y"));
            machine.AssertNothingLeft();
        }

        Assert.InRange(killed, 1, 99);
    }

    [Fact]
    public void The_table_of_who_no_longer_shares_is_nobody_else_s()
    {
        var machine = Booted();
        machine.Run(
            Process("X.1"),
            Open("X.1", Dev1, "own"),
            Fork("X", "thread", ForkKind.Thread),
            Exec("X", "new"),
            Open("X", Dev0, "fd"),
            Kill("X")
        );
        Assert.Equal(Errno.None, machine.Error(Close("X.1", "own")));
        machine.AssertSound();
    }

    [Fact]
    public void Whoever_closes_a_file_last_unbinds()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "child"), Fork("child", "grandchild"));
        Assert.Equal([Errno.None, Errno.None], machine.Run(Close("X", "fd"), Close("child", "fd")).Select(done => done.Error));
        Assert.Single(machine.IoMm(X).Bonds);
        Assert.Equal(Errno.EBADF, machine.Error(Close("X", "fd")));
        Assert.Equal(Errno.None, machine.Error(Close("grandchild", "fd")));
        Assert.Empty(machine.IoMm(X).Bonds);
        Assert.Empty(machine.Happened(SvaEventKind.DriverMmExit));
    }

    [Fact]
    public void A_child_that_outlives_its_parent_has_an_open_file_and_no_bond()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "child"), Kill("X"));
        Assert.Single(machine.Happened(SvaEventKind.DriverMmExit));
        Assert.Equal(0, machine.PasidCount());
        Assert.Equal(Errno.ESRCH, machine.Error(Close("child", "fd")));
    }

    [Fact]
    public void A_file_closed_long_after_does_not_unbind_the_number_s_next_owner()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "child"), Kill("X"));
        Assert.Equal(new Pasid(1), machine.One(Bind(Dev0, Y)).Pasid);
        Assert.Equal(Errno.ESRCH, machine.Error(Close("child", "fd")));
        Assert.Single(machine.IoMm(Y).Bonds);
    }

    [Fact]
    public void Nor_the_same_mm_s_next_bond()
    {
        var machine = Booted();
        machine.Run(Bind(Dev1, X), Open("X", Dev0, "old"), Unbind(Dev0, 1), Open("X", Dev0, "new"));
        Assert.Equal(Errno.ESRCH, machine.Error(Close("X", "old")));
        Assert.Equal(2, machine.IoMm(X).Bonds.Count);
        Assert.Equal(Errno.None, machine.Error(Close("X", "new")));
        Assert.Single(machine.IoMm(X).Bonds);
    }

    [Fact]
    public void A_child_has_no_number_until_it_binds_itself()
    {
        var machine = Booted();
        machine.Run(Bind(Dev0, X), Mmap(X, 1, 1), Touch(X, 1, 1), Fork("X", "child"));
        Assert.Equal(1, machine.PasidCount());
        Assert.Equal((1, 1), (machine.Mm(Mm("child")).Users, machine.Mm(Mm("child")).Count));
        Assert.Equal(new Pasid(2), machine.One(Bind(Dev0, Mm("child"))).Pasid);
        Assert.Equal(new Pasid(1), machine.IoMm(X).Pasid);
    }

    [Fact]
    public void Writes_of_a_device_after_a_fork_do_not_reach_the_child()
    {
        var machine = Booted(SvaFeatures.Iopf);
        machine.Run(Bind(Dev0, X, SvaFeatures.Iopf), Mmap(X, 1, 1), Touch(X, 1, 1), Dma(Dev0, 1, 1));
        machine.Run(Fork("X", "child"));
        Assert.Equal(0, machine.Device(Dev0).Atc.Count);
        Assert.Equal(Errno.None, machine.Error(Dma(Dev0, 1, 1)));
        Assert.True(machine.Mm(X).Space.TryTranslate(new(1), out var own, out _));
        Assert.True(machine.Mm(Mm("child")).Space.TryTranslate(new(1), out var shared, out _));
        Assert.NotEqual(own, shared);
        machine.AssertSound();
    }

    [Fact]
    public void Exec_ends_the_old_address_space_and_keeps_the_file()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Exec("X", "new"));
        Assert.Single(machine.Happened(SvaEventKind.DriverMmExit));
        Assert.Equal(0, machine.PasidCount());
        Assert.Equal(Errno.ESRCH, machine.Error(Close("X", "fd")));
        Assert.Equal(new Pasid(1), machine.One(Open("X", Dev0, "again")).Pasid);
        Assert.Single(machine.IoMm(Mm("new")).Bonds);
    }

    [Fact]
    public void Exec_of_one_of_two_that_share_an_mm_leaves_the_bond()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "sharer", ForkKind.SharedMm), Exec("X", "new"));
        Assert.Empty(machine.Happened(SvaEventKind.DriverMmExit));
        Assert.Single(machine.IoMm(X).Bonds);
        machine.Run(Kill("sharer"));
        Assert.Single(machine.Happened(SvaEventKind.DriverMmExit));
    }

    [Fact]
    public void Close_on_exec_comes_after_the_mm()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), GetMm(X));
        machine.Events.Clear();
        machine.Run(Exec("X", "new", isCloseOnExec: true));

        // A debugger still holds the old mm, so the close is an unbind; without it the exit comes first.
        Assert.Equal(["detach 0000:00:00.0 X 1 last", "free X"], Observed.Trace(machine.Events));
        Assert.Equal(Errno.EBADF, machine.Error(Close("X", "fd")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exec_leaves_the_files_of_a_thread_to_it(bool isCloseOnExec)
    {
        var machine = Booted();
        machine.Run(Fork("X", "thread", ForkKind.Thread), Open("X", Dev0, "fd"), Exec("X", "new", isCloseOnExec));
        Assert.Single(machine.IoMm(X).Bonds);
        Assert.Equal(isCloseOnExec ? Errno.EBADF : Errno.None, machine.Error(Close("X", "fd")));
        Assert.Single(machine.IoMm(X).Bonds);
        Assert.Equal(Errno.None, machine.Error(Close("thread", "fd")));
        Assert.Empty(machine.IoMm(X).Bonds);
        machine.Run(Kill("X"), Kill("thread"), Kill("Y"));
        machine.AssertSound();
        machine.AssertNothingLeft();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_kill_during_an_exec_comes_after_it(bool isCloseOnExec)
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var machine = new Machine(new MailExample(), new RandomStrategy(seed));
            machine.Run(Setup());
            machine.Run(Open("X", Dev0, "fd"), Fork("X", "thread", ForkKind.Thread));
            var race = machine.Race(
                [Exec("X", "new", isCloseOnExec)],
                Late((int)(seed % 12), Kill("X")),
                Late((int)(seed % 7), Close("thread", "fd"))
            );
            Assert.True(race[0][0].Error == Errno.None || race[0][0].Error == Errno.ESRCH, $"seed {seed}: {race[0][0].Error}");
            Assert.True(race[1][0].At >= race[0][0].At, $"seed {seed}");
            machine.Run(Kill("thread"), Kill("Y"));
            machine.AssertSound();
            machine.AssertNothingLeft();
        }
    }

    [Fact]
    public void Threads_share_their_files()
    {
        var machine = Booted();
        machine.Run(Fork("X", "thread", ForkKind.Thread), Open("X", Dev0, "fd"));
        Assert.Equal(Errno.None, machine.Error(Close("thread", "fd")));
        Assert.Empty(machine.IoMm(X).Bonds);
        Assert.Equal(Errno.EBADF, machine.Error(Close("X", "fd")));
    }

    [Fact]
    public void A_process_that_shares_only_the_mm_has_files_of_its_own()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "sharer", ForkKind.SharedMm));
        machine.Run(Close("sharer", "fd"));
        Assert.Single(machine.IoMm(X).Bonds);
    }

    [Fact]
    public void Only_the_last_of_several_users_runs_the_exit()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"), Fork("X", "a", ForkKind.Thread), Fork("a", "b", ForkKind.SharedMm), GetMm(X));
        Assert.All(
            machine.Run(Kill("X"), Kill("a"), Kill("b")),
            done => Assert.Equal(0, done.Figures.Single(figure => figure.Name == "exitedMm").Value)
        );
        Assert.Empty(machine.Happened(SvaEventKind.MmExit));

        // The threads' table went with the last thread, but the sharer's copy still held the file then.
        Assert.Empty(machine.IoMm(X).Bonds);
        machine.Run(PutMm(X));
        Assert.Single(machine.Happened(SvaEventKind.MmExit));
    }

    [Fact]
    public void Descriptors_keep_their_numbers_over_a_fork()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "first"), Open("X", Dev1, "second"), Close("X", "first"), Fork("X", "child"));
        Assert.Equal(Errno.EBADF, machine.Error(Close("child", "first")));
        Assert.Equal(Errno.None, machine.Error(Close("child", "second")));
        Assert.Single(machine.IoMm(X).Bonds);
        Assert.Equal(Errno.None, machine.Error(Close("X", "second")));
        Assert.Empty(machine.IoMm(X).Bonds);
    }

    [Fact]
    public void What_is_no_process_does_nothing()
    {
        var machine = Booted();
        machine.Run(Kill("X"));
        Assert.Equal(
            [Errno.ESRCH, Errno.ESRCH, Errno.ESRCH, Errno.ESRCH, Errno.EBADF, Errno.ESRCH, Errno.ESRCH, Errno.ESRCH],
            machine
                .Run(
                    Kill("X"),
                    Fork("X", "child"),
                    Exec("X", "new"),
                    Open("X", Dev0, "fd"),
                    Close("X", "fd"),
                    Mmap(X, 1, 1),
                    Munmap(X, 1, 1),
                    GetMm(X)
                )
                .Select(done => done.Error)
        );
        machine.Run(Kill("Y"));
        machine.AssertNothingLeft();
    }

    [Fact]
    public void A_spawn_or_fork_that_fails_leaves_nothing()
    {
        var machine = Booted();
        machine.Run(Open("X", Dev0, "fd"));
        Assert.Equal(Errno.EBUSY, machine.Error(Process("X")));
        Assert.Equal(Errno.EBUSY, machine.Error(Fork("X", "Y", ForkKind.SharedMm)));
        Assert.Equal(Errno.EEXIST, machine.Error(id => new Interfaces.Programs.SpawnStep(id, MailExample.Task("thief"), X)));
        Assert.Equal(
            Errno.EEXIST,
            machine.Error(id => new Interfaces.Programs.ForkStep(id, MailExample.Task("X"), MailExample.Task("other"), Y, ForkKind.Fork))
        );
        Assert.Equal(Errno.ESRCH, machine.Error(Kill("thief")));
        Assert.Equal(1, machine.Mm(X).Users);
        Assert.Equal(Errno.None, machine.Error(Close("X", "fd")));
        Assert.Empty(machine.IoMm(X).Bonds);
    }

    [Fact]
    public void A_victim_in_a_system_call_dies_after_it()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var machine = new Machine(
                new MailExample { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(10)) },
                new RandomStrategy(seed)
            );
            machine.Run(Setup());
            machine.Run(Open("X", Dev0, "fd"), Fork("X", "child"));
            machine.Run(Close("X", "fd"));

            // The child waits in close for the parent's handler; it is killed meanwhile.
            var race = machine.Race([Kill("X")], [Sleep(1), Close("child", "fd")], [Sleep(2), Kill("child")]);
            Assert.Equal(Errno.None, race[1][1].Error);
            Assert.True(race[2][1].At >= race[1][1].At, $"seed {seed}");
            machine.Run(Kill("Y"));
            machine.AssertNothingLeft();
        }
    }

    [Fact]
    public void A_bind_during_the_exit_is_refused_for_the_exit_whichever_device_asks()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var machine = new Machine(
                new MailExample { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(10)) },
                new RandomStrategy(seed)
            );
            machine.Run(Setup());
            machine.Run(Bind(Dev0, X));
            var race = machine.Race([Kill("X")], [Sleep(1), Bind(Dev0, X)], [Sleep(2), Bind(Dev1, X)]);
            Assert.Equal([Errno.None, Errno.EINVAL, Errno.EINVAL], race.Select(branch => branch[^1].Error));
            Assert.Equal(2, machine.Happened(SvaEventKind.ContractViolation).Count);
        }
    }

    [Fact]
    public void A_descriptor_that_is_closed_while_it_is_opened_is_open_or_not_there()
    {
        var closed = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var machine = new Machine(new MailExample(), new RandomStrategy(seed));
            machine.Run(Setup());

            // The number is that of a file that was open before.
            machine.Run(Open("X", Dev0, "fd"), Close("X", "fd"));
            var race = machine.Race([Open("X", Dev0, "again")], Late(4, Close("X", "fd")));
            machine.AssertSound();
            Assert.Equal(Errno.None, race[0][0].Error);
            var isClosed = race[1][0].Error == Errno.None;
            closed += isClosed ? 1 : 0;
            Assert.Equal(isClosed ? 0 : 1, machine.IoMm(X).Bonds.Count);
            machine.Run(Kill("X"), Kill("Y"));
            machine.AssertNothingLeft();
        }

        Assert.InRange(closed, 1, 199);
    }

    [Fact]
    public void Everybody_who_waits_for_the_workers_is_woken_when_all_is_done()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var machine = new Machine(
                new MailExample { Driver = new DriverSpec(MmExitSleep: VirtualTime.FromMilliseconds(10)) },
                new RandomStrategy(seed)
            );
            machine.Run(Setup());
            machine.Run(Bind(Dev0, X), GetMm(X), Kill("X"));
            var race = machine.Race(
                [PutMm(X, isAsync: true), Settle(), Shutdown(Dev2)],
                [Sleep(1), Settle(), Shutdown(Dev1)],
                [Sleep(2), Settle()]
            );
            Assert.All(race.SelectMany(branch => branch), done => Assert.Equal(Errno.None, done.Error));
            Assert.Equal(
                SvaEventKind.MmExitDone,
                machine.Events.First(happened => happened.Kind is SvaEventKind.MmExitDone or SvaEventKind.DriverDeviceShutdown).Kind
            );
            machine.Run(Kill("Y"));
            machine.AssertNothingLeft();
        }
    }

    private static Func<int, Interfaces.Programs.Step> Settle() =>
        id => new Interfaces.Programs.SettleStep(id, new(MailExample.Host, ObjectKind.Host, ""));

    private static Func<int, Step> Spawn(string task, ObjectName mm) => id => new SpawnStep(id, MailExample.Task(task), mm);

    private static Machine Booted(SvaFeatures features = SvaFeatures.None)
    {
        var machine = new Machine(new MailExample());
        machine.Run(Setup(features));
        return machine;
    }
}
