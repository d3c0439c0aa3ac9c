using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

public class TraceSemanticsTests
{
    private const string Exec = "10 100000000.0 execve(\"/bin/a\", [\"a\"], 0x7ffc /* 2 vars */) = 0";

    private static string Short(TraceEvent one) =>
        one switch
        {
            StartEvent => $"{one.Task} starts {one.Mm}",
            MapEvent map => $"{one.Task} maps {map.Start:x} {one.Mm}",
            UnmapEvent unmap => $"{one.Task} unmaps {unmap.Start:x} {one.Mm}",
            CloneEvent clone => $"{one.Task} {clone.Kind} {clone.Child} {clone.ChildMm}",
            ExecEvent exec => $"{one.Task} execs {one.Mm}",
            ExitEvent exit => $"{one.Task} {exit.Kind} {exit.Status} {exit.Signal}{(exit.MmEnds ? " ends " + one.Mm : "")}",
            _ => one.GetType().Name,
        };

    private static IEnumerable<string> Shorts(params string[] lines) => TestData.Read(TestData.Lines(lines)).Events.Select(Short);

    [Fact]
    public void Munmap_takes_effect_where_it_begins_with_the_result_it_will_have()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(
                Exec,
                "10 100000000.1 munmap(0x5000, 4096 <unfinished ...>",
                "10 100000000.2 <... munmap resumed>) = -1 EINVAL (Invalid argument)",
                "10 100000000.3 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD|SIGCHLD) = 11",
                "10 100000000.4 munmap(0x6000, 4096 <unfinished ...>",
                "11 100000000.5 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x6000",
                "10 100000000.6 <... munmap resumed>) = 0"
            )
        );

        Assert.Equal(
            [
                "10.1 starts mm0",
                "10.1 execs mm1",
                "10.1 unmaps 5000 mm1",
                "10.1 Thread 11.1 mm1",
                "10.1 unmaps 6000 mm1",
                "11.1 maps 6000 mm1",
            ],
            events.Select(Short)
        );
        Assert.Equal(["EINVAL", null], events.OfType<UnmapEvent>().Select(e => e.Outcome.Failure));
        Assert.Equal([2L, 5L], events.OfType<UnmapEvent>().Select(e => e.Line));
    }

    [Fact]
    public void Munmap_in_which_the_task_dies_counts_as_begun()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(Exec, "10 100000000.1 munmap(0x5000, 8192 <unfinished ...>", "10 100000000.2 +++ killed by SIGKILL +++")
        );

        var unmap = Assert.Single(events.OfType<UnmapEvent>());
        Assert.True(unmap.Outcome.IsUnknown);
        Assert.Equal(new PageRange(new(5), 2), unmap.Range);
        Assert.Equal("10.1 Killed 0 SIGKILL ends mm1", Short(events[^1]));
    }

    [Fact]
    public void Early_lines_of_a_child_wait_for_its_clone_and_order_is_kept() =>
        Assert.Equal(
            [
                "10.1 starts mm0",
                "10.1 execs mm1",
                "10.1 SharedProcess 11.1 mm1",
                "11.1 maps 7000 mm1",
                "11.1 execs mm2",
                "11.1 Exited 3  ends mm2",
                "10.1 maps 8000 mm1",
            ],
            Shorts(
                Exec,
                "10 100000000.1 vfork( <unfinished ...>",
                "11 100000000.2 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000",
                "11 100000000.3 execve(\"/bin/b\", [\"b\"], 0x1 /* 1 var */ <unfinished ...>",
                "10 100000000.4 <... vfork resumed>)      = 11",
                "11 100000000.5 <... execve resumed>)     = 0",
                "11 100000000.6 exit_group(3)             = ?",
                "11 100000000.7 +++ exited with 3 +++",
                "10 100000000.8 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x8000"
            )
        );

    [Fact]
    public void Two_children_at_once_are_told_apart_by_what_the_clones_return()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                Exec,
                "10 100000000.1 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 11",
                "10 100000000.2 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD <unfinished ...>",
                "11 100000000.3 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7, stack_size=0x9000}, 88 "
                    + "<unfinished ...>",
                "12 100000000.4 brk(NULL) = 0x1000",
                "13 100000000.5 brk(NULL) = 0x2000",
                "11 100000000.6 <... clone3 resumed>) = 12",
                "10 100000000.7 <... clone resumed>, child_tidptr=0x7) = 13"
            )
        );

        Assert.Equal(
            ["10.1 Thread 11.1 mm1", "11.1 SharedProcess 12.1 mm1", "10.1 Fork 13.1 mm2"],
            events.OfType<CloneEvent>().Select(Short)
        );
        Assert.Equal([false, true, false], events.OfType<CloneEvent>().Select(e => e.ParentWaits));
        Assert.Equal((1, 1, 1, 4, 2), (stats.Forks, stats.Vforks, stats.Threads, stats.Tasks, stats.AddressSpaces));
        Assert.Equal(["12.1 mm1", "13.1 mm2"], events.OfType<BreakEvent>().Select(e => $"{e.Task} {e.Mm}"));
    }

    [Fact]
    public void Exec_of_a_thread_goes_on_under_the_leaders_id() =>
        Assert.Equal(
            [
                "10.1 starts mm0",
                "10.1 execs mm1",
                "10.1 Thread 11.1 mm1",
                "10.1 Thread 12.1 mm1",
                "12.1 Exited 0 ",
                "11.1 Superseded 0 ",
                "10.1 execs mm2",
                "10.1 maps 9000 mm2",
                "10.1 Exited 0  ends mm2",
            ],
            Shorts(
                Exec,
                "10 100000000.1 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 11",
                "10 100000000.2 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 12",
                "10 100000000.3 wait4(-1,  <unfinished ...>",
                "11 100000000.4 execve(\"/bin/true\", [\"true\"], 0x7 /* 1 var */ <unfinished ...>",
                "12 100000000.5 +++ exited with 0 +++",
                "10 100000000.6 +++ superseded by execve in pid 11 +++",
                "10 100000000.7 <... execve resumed>)     = 0",
                "10 100000000.8 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x9000",
                "10 100000000.9 exit_group(0)             = ?",
                "10 100000001.0 +++ exited with 0 +++"
            )
        );

    [Fact]
    public void An_id_used_again_is_another_task()
    {
        var shorts = Shorts(
            Exec,
            "10 100000000.1 fork() = 11",
            "11 100000000.2 exit_group(0) = ?",
            "11 100000000.3 +++ exited with 0 +++",
            "10 100000000.4 fork( <unfinished ...>",
            "11 100000000.5 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x9000",
            "10 100000000.6 <... fork resumed>) = 11"
        );

        Assert.Equal(
            [
                "10.1 starts mm0",
                "10.1 execs mm1",
                "10.1 Fork 11.1 mm2",
                "11.1 Exited 0  ends mm2",
                "10.1 Fork 11.2 mm3",
                "11.2 maps 9000 mm3",
            ],
            shorts
        );
    }

    [Fact]
    public void Endings_of_every_form_are_understood()
    {
        var (_, stats) = TestData.Read(
            TestData.Lines(
                Exec,
                "10 100000000.1 fork() = 11",
                "10 100000000.1 fork() = 12",
                "10 100000000.1 fork() = 13",
                "10 100000000.1 fork() = 14",
                "11 100000000.2 exit_group(7 <unfinished ...>",
                "11 100000000.3 <... exit_group resumed>) = ?",
                "11 100000000.3 +++ exited with 7 +++",
                "12 100000000.4 futex(0x7f, FUTEX_WAIT, 1, NULL <unfinished ...>) = ?",
                "12 100000000.4 +++ killed by SIGKILL +++",
                "13 100000000.5 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0 <unfinished ...>",
                "13 100000000.5 <... mmap resumed> <unfinished ...>) = ?",
                "13 100000000.6 +++ killed by SIGSEGV (core dumped) +++",
                "14 100000000.7 exit(2) = ?",
                "14 100000000.8 +++ exited with 2 +++",
                "10 100000000.9 wait4(-1, 0x7ffc, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)"
            )
        );

        Assert.Equal(["SIGKILL", "SIGSEGV", "exit 2", "exit 7"], stats.Exits.Keys);
        Assert.Equal((0, 1), (stats.LinesNotUnderstood, stats.StillRunning));
    }

    [Fact]
    public void A_restarted_fork_makes_one_child()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                Exec,
                "10 100000000.1 vfork( <unfinished ...>",
                "10 100000000.2 <... vfork resumed>) = ? ERESTARTNOINTR (To be restarted)",
                "10 100000000.3 vfork() = 11"
            )
        );

        Assert.Equal(["ERESTARTNOINTR", null], events.OfType<CloneEvent>().Select(e => e.Outcome.Failure));
        Assert.Equal((1, 2), (stats.Vforks, stats.Tasks));
    }

    [Fact]
    public void Flags_can_come_with_the_second_half()
    {
        // strace before 5.0 prints a clone's arguments when it returns.
        var (events, _) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], [/* 20 vars */]) = 0",
                "10 clone( <unfinished ...>",
                "11 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x9000",
                "10 <... clone resumed> child_stack=0x7f, flags=CLONE_VM|CLONE_FS|CLONE_THREAD, tls=0x7f) = 11"
            )
        );

        Assert.Equal(["10.1 starts mm0", "10.1 execs mm1", "10.1 Thread 11.1 mm1", "11.1 maps 9000 mm1"], events.Select(Short));
    }

    [Fact]
    public void Failures_change_nothing_but_protect_and_advise_may()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(
                Exec,
                "10 100000000.1 mmap(0x7000, 4096, PROT_READ|PROT_WRITE|PROT_EXEC, MAP_SHARED|MAP_FIXED_NOREPLACE, 3, 0) = -1 "
                    + "EEXIST (File exists)",
                "10 100000000.2 mprotect(0x7000, 8192, PROT_NONE) = -1 ENOMEM (Cannot allocate memory)",
                "10 100000000.3 madvise(0x7000, 8192, MADV_DONTNEED) = -1 ENOMEM (Cannot allocate memory)",
                "10 100000000.4 madvise(0x7000, 8192, 0x270f /* MADV_??? */) = -1 EINVAL (Invalid argument)",
                "10 100000000.5 mremap(0x7000, 4096, 8192, MREMAP_MAYMOVE) = -1 EFAULT (Bad address)",
                "10 100000000.6 execve(\"/bin/none\", [\"none\"], 0x7 /* 1 var */) = -1 ENOENT (No such file or directory)"
            )
        );

        var map = Assert.Single(events.OfType<MapEvent>());
        Assert.Equal(
            (new CallOutcome("EEXIST"), 0x7000ul, Placement.FixedNoReplace, true, false),
            (map.Outcome, map.Start, map.Placement, map.Shared, map.Anonymous)
        );
        Assert.Equal(Rights.Read | Rights.Write | Rights.Execute, map.Rights);
        Assert.True(Assert.Single(events.OfType<ProtectEvent>()).MayHaveChanged);
        Assert.Equal(
            [("MADV_DONTNEED", true, true), ("0x270f", false, false)],
            events.OfType<AdviseEvent>().Select(e => (e.Advice, e.DropsPages, e.MayHaveChanged))
        );
        var remap = Assert.Single(events.OfType<RemapEvent>());
        Assert.Equal((Errno.EFAULT, 0x7000ul), (remap.Outcome.Errno, remap.NewStart));
        Assert.Equal([null, "ENOENT"], events.OfType<ExecEvent>().Select(e => e.Outcome.Failure));
        Assert.All(events.Skip(1), e => Assert.Equal(1, e.Mm.Number));
    }

    [Fact]
    public void The_break_is_followed_through_forks_and_refusals()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(
                Exec,
                "10 100000000.1 brk(NULL) = 0x1000",
                "10 100000000.2 brk(0x3000) = 0x3000",
                "10 100000000.3 brk(0x9000) = 0x3000",
                "10 100000000.4 fork() = 11",
                "11 100000000.5 brk(0x2000) = 0x2000",
                "10 100000000.6 brk(0x4000) = 0x4000"
            )
        );

        Assert.Equal(
            [
                (null, 0x1000ul, null),
                (0x1000ul, 0x3000ul, null),
                (0x3000ul, 0x3000ul, "ENOMEM"),
                (0x3000ul, 0x2000ul, null),
                (0x3000ul, 0x4000ul, null),
            ],
            events.OfType<BreakEvent>().Select(e => (e.Before, e.After, e.Outcome.Failure))
        );
    }

    [Fact]
    public void Shared_memory_segments_have_an_address_only()
    {
        var (events, _) = TestData.ReadFile(TestData.Trace("vmtorture"));

        Assert.Equal(0x7f4bcb2fd000ul, Assert.Single(events.OfType<ShmAttachEvent>()).Start);
        Assert.Equal(0x7f4bcb2fd000ul, Assert.Single(events.OfType<ShmDetachEvent>()).Start);
    }

    [Fact]
    public void Tasks_without_a_clone_in_sight_are_processes_of_their_own()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "10 100000000.1 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000",
                "11 100000000.2 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000",
                "10 100000000.3 munmap(0x7000, 4096) = 0"
            )
        );

        Assert.Equal(
            ["10.1 starts mm1", "10.1 maps 7000 mm1", "11.1 starts mm2", "11.1 maps 7000 mm2", "10.1 unmaps 7000 mm1"],
            events.Select(Short)
        );
        Assert.Equal((2, 1, 2), (stats.Tasks, stats.WithoutParent, stats.StillRunning));
    }

    [Fact]
    public void A_trace_that_ends_inside_a_vfork_gives_the_child_to_the_only_call_under_way() =>
        Assert.Equal(
            ["10.1 starts mm0", "10.1 execs mm1", "10.1 SharedProcess 11.1 mm1", "11.1 maps 7000 mm1"],
            Shorts(
                Exec,
                "10 100000000.1 vfork( <unfinished ...>",
                "11 100000000.2 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000"
            )
        );

    [Fact]
    public void A_child_of_two_possible_parents_is_an_error_once_the_look_ahead_is_full()
    {
        var lines = new List<string>
        {
            Exec,
            "10 100000000.1 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 11",
            "10 100000000.2 vfork( <unfinished ...>",
            "11 100000000.2 vfork( <unfinished ...>",
        };
        lines.AddRange(Enumerable.Repeat("12 100000000.3 mprotect(0x7000, 4096, PROT_READ) = 0", 65_540));

        var error = Assert.Throws<InputException>(() => TestData.Read(TestData.Lines([.. lines])));

        Assert.Equal(5, error.Line);
        Assert.Contains("task 12 has no known parent: 2 forks or clones are under way", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vfork_child_that_works_long_is_found_when_the_look_ahead_is_full()
    {
        var lines = new List<string> { Exec, "10 100000000.1 vfork( <unfinished ...>" };
        lines.AddRange(Enumerable.Repeat("12 100000000.3 mprotect(0x7000, 4096, PROT_READ) = 0", 70_000));
        lines.Add("10 100000000.4 <... vfork resumed>) = 12");

        var (events, stats) = TestData.Read(TestData.Lines([.. lines]));

        Assert.Equal((1, 2, 70_000), (stats.Vforks, stats.Tasks, events.OfType<ProtectEvent>().Count()));
        Assert.All(events.OfType<ProtectEvent>(), e => Assert.Equal(1, e.Mm.Number));
        Assert.Single(events.OfType<CloneEvent>());
    }

    [Fact]
    public void The_end_of_a_child_is_its_own_while_its_quiet_parent_has_no_prefix_yet()
    {
        // The parent waits in calls that are not traced, so nothing has told its id when the child ends.
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "execve(\"./a\", [\"./a\"], 0x7ffd /* 3 vars */) = 0",
                "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLDstrace: Process 77 attached",
                ", child_tidptr=0x7f11) = 77",
                "[pid    77] munmap(0x7f0000000000, 8192) = 0",
                "[pid    77] exit_group(4)               = ?",
                "[pid    77] +++ exited with 4 +++",
                "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=77, si_uid=0, si_status=4, si_utime=0, si_stime=0} ---",
                "exit_group(0)                           = ?",
                "+++ exited with 0 +++"
            )
        );

        Assert.Equal((2, 1, 0, 2, 0), (stats.Tasks, stats.Forks, stats.WithoutParent, stats.AddressSpaces, stats.StillRunning));
        Assert.Equal(["77.1 Exited 4  ends mm2", "0.1 Exited 0  ends mm1"], events.OfType<ExitEvent>().Select(Short));
    }
}
