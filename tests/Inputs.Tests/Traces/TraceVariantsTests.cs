using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

/// <summary>One program (data/strace-variants/tasks.c), traced with many options of strace 6.1: all must say the same.</summary>
public class TraceVariantsTests
{
    public static TheoryData<string> Complete() =>
        new(
            "terminal",
            "terminal-epoch",
            "terminal-day-descriptors",
            "terminal-relative",
            "terminal-pointer-number",
            "terminal-quiet",
            "terminal-names",
            "terminal-raw",
            "terminal-verbose",
            "file",
            "file-day",
            "file-relative",
            "file-quiet-epoch",
            "file-names",
            "file-relative-epoch",
            "file-summary",
            "file-nanoseconds",
            "file-seconds"
        );

    private static string File(string name) => Path.Combine(TestData.Folder, "strace-variants", name + ".strace");

    [Theory]
    [MemberData(nameof(Complete))]
    public void Every_form_gives_the_same_tasks(string name)
    {
        var (events, stats) = TestData.ReadFile(File(name));

        Assert.Equal((8, 4, 1, 2, 3, 7), (stats.Tasks, stats.Forks, stats.Vforks, stats.Threads, stats.Execs, stats.AddressSpaces));
        Assert.Equal("SIGKILL:1 exit 0:4 exit 1:1 exit 2:1 superseded:1", string.Join(' ', stats.Exits.Select(e => $"{e.Key}:{e.Value}")));
        Assert.Equal((0, 0, 0), (stats.LinesNotUnderstood, stats.WithoutParent, stats.StillRunning));

        // The three children map, advise and unmap two pages each, in any order of their output.
        var children = events
            .OfType<CloneEvent>()
            .Where(e => e.Kind == CloneKind.Fork && e.Child is not null)
            .Take(3)
            .Select(e => e.Child!.Value);
        Assert.All(
            children,
            child =>
                Assert.Equal(
                    ["MapEvent", "AdviseEvent", "UnmapEvent", "ExitEvent"],
                    events.Where(e => e.Task == child).Select(e => e.GetType().Name)
                )
        );
        Assert.All(events.OfType<AdviseEvent>(), e => Assert.True(e.DropsPages));
    }

    [Fact]
    public void Without_failed_calls_the_exec_that_strace_drops_is_missing()
    {
        // -z prints a call when it has succeeded, and loses those that another task's line falls into.
        var stats = TraceReader.CountAll(File("file-successful"));

        Assert.Equal((8, 4, 1, 2), (stats.Tasks, stats.Forks, stats.Vforks, stats.Threads));
        Assert.InRange(stats.LinesNotUnderstood, 1, 5);
    }

    [Fact]
    public void Without_the_process_calls_every_task_stands_alone()
    {
        var stats = TraceReader.CountAll(File("file-memory-only"));

        Assert.Equal((7, 6, 7, 0), (stats.Tasks, stats.WithoutParent, stats.AddressSpaces, stats.LinesNotUnderstood));
    }

    [Fact]
    public void Without_following_the_children_are_known_by_what_their_parent_is_told()
    {
        var (events, stats) = TestData.ReadFile(File("file-not-following"));

        // SIGCHLD and the waits tell how the processes ended, and the threads ended with theirs.
        Assert.Equal((8, 4, 1, 2, 0), (stats.Tasks, stats.Forks, stats.Vforks, stats.Threads, stats.StillRunning));
        Assert.Equal("SIGKILL:1 exit 0:5 exit 1:1 exit 2:1", string.Join(' ', stats.Exits.Select(e => $"{e.Key}:{e.Value}")));
        Assert.All(events.Where(static e => e is not ExitEvent), e => Assert.Equal(new TaskSerial(0, 1), e.Task));
        Assert.Equal([31L, 33, 35, 39, 42, 65, 65, 65], events.OfType<ExitEvent>().Select(static e => e.Line));
    }

    [Theory]
    [InlineData("terminal-day-descriptors", 16_815_000)]
    [InlineData("terminal-relative", 16_695_000)]
    [InlineData("file-nanoseconds", 16_141_791)]
    [InlineData("terminal", 0)]
    public void Time_is_read_in_every_form(string name, long nanoseconds)
    {
        var stats = TraceReader.CountAll(File(name));

        Assert.Equal(nanoseconds, stats.Duration.Nanoseconds);
        Assert.Equal(nanoseconds > 0, stats.Timed);
    }

    [Fact]
    public void Midnight_does_not_turn_time_back()
    {
        var (events, _) = TestData.Read(TestData.Lines("10 23:59:59.900000 brk(NULL) = 0x1000", "10 00:00:00.100000 brk(NULL) = 0x1000"));

        Assert.Equal(200_000_000, events[^1].At.Nanoseconds);
    }

    [Fact]
    public void Process_attached_before_the_first_line_names_the_only_task()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(
                "strace: Process 4101 attached",
                "restart_syscall(<... resuming interrupted read ...>) = 0",
                "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000",
                "strace: Process 4101 detached"
            )
        );

        Assert.Equal(["4101.1", "4101.1"], events.Select(e => e.Task.ToString()));
    }

    [Fact]
    public void Old_versions_talk_differently()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "execve(\"/bin/a\", [\"a\"], [/* 20 vars */]) = 0",
                "clone(child_stack=0, flags=CLONE_CHILD_CLEARTID|SIGCHLDProcess 4102 attached",
                ", child_tidptr=0x7f0000000a10) = 4102",
                "[pid  4101] wait4(-1, Process 4101 suspended",
                " <unfinished ...>",
                "[pid  4102] mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0 <unfinished ...>",
                "[pid  4102] <... mmap resumed> )        = 0x7000",
                "[pid  4102] _exit(3)                    = ?",
                "Process 4102 detached",
                "<... wait4 resumed> 0x7ffc, 0, NULL)    = 4102",
                "--- SIGCHLD (Child exited) @ 0 (0) ---"
            )
        );

        Assert.Equal(
            ["StartEvent 0.1", "ExecEvent 0.1", "CloneEvent 0.1", "MapEvent 4102.1", "ExitEvent 4102.1"],
            events.Select(e => $"{e.GetType().Name} {e.Task}")
        );
        Assert.Equal((2, 1, "exit 3"), (stats.Tasks, stats.StillRunning, Assert.Single(stats.Exits.Keys)));
        Assert.Equal(0, stats.LinesNotUnderstood);
    }

    [Fact]
    public void Ids_of_other_namespaces_are_translated()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                "10 fork() = 2 /* 11 in strace's PID NS */",
                "11 brk(NULL) = 0x1000"
            )
        );

        Assert.Equal("11.1", events.OfType<CloneEvent>().Single().Child.ToString());
    }
}
