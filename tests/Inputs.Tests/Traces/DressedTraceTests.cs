using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

/// <summary>One trace as people pass it on: all forms must give the same events.</summary>
public class DressedTraceTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(TestData.Folder, "strace-variants", "terminal.strace"));

    private static string Events(IEnumerable<string> lines, out TraceStats stats)
    {
        var (events, counted) = TestData.Read(string.Join('\n', lines) + "\n");
        stats = counted;
        return string.Join('\n', events.Select(static one => (one with { Head = one.Head with { Line = 0 } }).ToString()));
    }

    public static TheoryData<string, int> Forms() =>
        new()
        {
            { "markdown", 3 },
            { "quoted", 1 },
            { "quoted block", 0 },
            { "indented", 0 },
            { "journal", 0 },
            { "journal iso", 0 },
            { "kernel log", 0 },
            { "kernel log with dates", 0 },
            { "container", 0 },
            { "coloured", 0 },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_same_events(string form, int around)
    {
        string[] dressed = form switch
        {
            "markdown" => ["# What it does", "", "Look (here) = there:", "```console", .. Lines, "```", "", "And why?"],
            "quoted" => ["On Monday, someone wrote:", "> Hello,", "> ", .. Lines.Select(static line => "> " + line)],
            "quoted block" => ["> See:", "> ```", .. Lines.Select(static line => "> " + line), "> ```"],
            "indented" => [.. Lines.Select(static line => "    " + line)],
            "journal" => [.. Lines.Select(static line => "Nov 30 06:44:56 host strace[812]: " + line)],
            "journal iso" => [.. Lines.Select(static line => "2026-11-30T06:44:56.123456+0000 host strace[812]: " + line)],
            "kernel log" => [.. Lines.Select(static line => "[   12.345678] " + line)],
            "kernel log with dates" => [.. Lines.Select(static line => "[Mon Nov 30 06:44:56 2026] " + line)],
            "container" => [.. Lines.Select(static line => "app_1  | " + line)],
            _ => [.. Lines.Select(static line => "\u001b[33m" + line + "\u001b[0m")],
        };

        Assert.Equal(Events(Lines, out var plain), Events(dressed, out var stats));
        Assert.Equal((0, 0), (plain.LinesNotUnderstood, stats.LinesNotUnderstood));
        Assert.Equal(around, stats.Assumed.GetValueOrDefault(Assumption.LineAround.Name()));
    }

    [Fact]
    public void A_stack_frame_is_no_quoted_call()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                " > /usr/lib/libc.so.6(munmap+0xb) [0x101234]",
                "10 munmap(0x1000, 4096) = 0",
                " > /usr/lib/libc.so.6(munmap+0xb) [0x101234]"
            )
        );

        Assert.Equal((3, 0), (events.Count, stats.LinesNotUnderstood));
    }

    [Fact]
    public void A_fatal_signal_ends_all_threads_of_the_process()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                "10 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 11",
                "11 futex(0x7f00, FUTEX_WAIT, 1, NULL <unfinished ...>",
                "10 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---",
                "10 +++ killed by SIGSEGV +++"
            )
        );

        Assert.Equal((0, 2), (stats.StillRunning, stats.Exits["SIGSEGV"]));
        Assert.True(events.OfType<ExitEvent>().Last().MmEnds);
    }

    [Fact]
    public void A_thread_that_goes_on_after_another_was_killed_is_not_dead()
    {
        // seccomp can kill a thread alone.
        var (_, stats) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                "10 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD) = 11",
                "11 +++ killed by SIGSYS +++",
                "10 munmap(0x1000, 4096) = 0"
            )
        );

        Assert.Equal((1, 1), (stats.StillRunning, stats.Exits["SIGSYS"]));
    }

    [Fact]
    public void A_kill_inside_a_fork_does_not_hide_the_child()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                "10 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD <unfinished ...>",
                "10 +++ killed by SIGKILL +++",
                "11 munmap(0x1000, 4096) = 0",
                "11 +++ exited with 0 +++"
            )
        );

        Assert.Equal((2, 1, 0, "childOfUnknownResult"), (stats.Tasks, stats.Forks, stats.WithoutParent, Assert.Single(stats.Assumed.Keys)));
        Assert.Equal(2, Assert.Single(events.OfType<UnmapEvent>()).Mm.Number);
    }

    [Fact]
    public void Lines_that_run_into_each_other_are_counted_and_give_nothing()
    {
        var (events, stats) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                "10 madvise(0x1000, 8192, MADV_DONT11 munmap(0x2000, 4096) = 0",
                "10 munmap(0x1000, 4096411 munmap(0x2000, 4096) = 0",
                "10 mmap(NULL, 4096, PROT_READ11 munmap(0x2000, 4096) = 0"
            )
        );

        Assert.Equal((2, 3), (events.Count, stats.LinesNotUnderstood));
    }

    [Fact]
    public void Results_that_were_injected_changed_nothing()
    {
        var (events, _) = TestData.Read(
            TestData.Lines(
                "10 execve(\"/bin/a\", [\"a\"], 0x7 /* 1 var */) = 0",
                "10 munmap(0x1000, 4096) = 0 (INJECTED)",
                "10 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory) (INJECTED)",
                "10 munmap(0x1000, 4096) = 0 (DELAYED)"
            )
        );

        Assert.Equal(["INJECTED", "ENOMEM", null], events.OfType<CallEvent>().Skip(1).Select(static one => one.Outcome.Failure));
    }

    [Fact]
    public void A_tracer_that_lets_go_leaves_its_tasks_running()
    {
        var (_, stats) = TestData.Read(
            TestData.Lines(
                "strace: Process 10 attached with 2 threads",
                "[pid 10] read(0,  <unfinished ...>",
                "[pid 11] munmap(0x1000, 4096) = 0",
                "[pid 11] futex(0x7f00, FUTEX_WAIT, 1, NULL <unfinished ...>",
                "strace: Process 10 detached",
                "[pid 10] <... read resumed> <detached ...>) = ?",
                "strace: Process 11 detached",
                "read(0,  <detached ...>"
            )
        );

        Assert.Equal((0, 2), (stats.LinesNotUnderstood, stats.StillRunning));
    }
}
