using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

/// <summary>Traces that other people have: each stands for a kind that is easily misread (data/cases).</summary>
public class TraceCaseTests
{
    private static string Case(string name) => Path.Combine(TestData.Folder, "cases", name);

    /// <summary>Tasks, forks, vforks, threads, without parent, execs, address spaces, still running, lines not understood.</summary>
    private static long[] Counts(TraceStats stats) =>
        [
            stats.Tasks,
            stats.Forks,
            stats.Vforks,
            stats.Threads,
            stats.WithoutParent,
            stats.Execs,
            stats.AddressSpaces,
            stats.StillRunning,
            stats.LinesNotUnderstood,
        ];

    private static string Words(SortedDictionary<string, long> counts) =>
        string.Join(' ', counts.Select(static one => $"{one.Key}:{one.Value}"));

    [Theory]
    [InlineData(
        "fmt-clone-result-unknown/clonekill.strace",
        new long[] { 5, 1, 0, 3, 0, 2, 3, 0, 0 },
        "exit 0:4 superseded:1",
        "childOfUnknownResult:1"
    )]
    [InlineData("fmt-clone3-pointer/a.strace", new long[] { 6, 0, 0, 0, 5, 3, 6, 0, 5 }, "exit 0:6", "")]
    [InlineData("fmt-clone3-pointer/b.strace", new long[] { 6, 0, 0, 0, 5, 3, 6, 0, 5 }, "exit 0:6", "")]
    [InlineData("fmt-color/sc.strace", new long[] { 4, 0, 3, 0, 0, 1, 1, 0, 0 }, "exit 0:1 exit 4:3", "")]
    [InlineData("fmt-color/big.strace.gz", new long[] { 25, 7, 5, 12, 0, 6, 13, 0, 0 }, null, "")]
    [InlineData("fmt-hugetlb-y/huge.strace", new long[] { 1, 0, 0, 0, 0, 1, 1, 0, 0 }, "exit 0:1", "")]
    [InlineData("fmt-mode-line-pid/i386.strace", new long[] { 4, 2, 1, 0, 0, 1, 3, 0, 0 }, "exit 0:1 exit 4:1 exit 5:1 exit 6:1", "")]
    [InlineData("fmt-pid-changed/pidchanged.strace", new long[] { 3, 1, 0, 1, 0, 2, 3, 0, 0 }, "exit 0:2 superseded:1", "")]
    [InlineData(
        "fmt-pidns/ns.strace",
        new long[] { 8, 4, 0, 3, 0, 1, 5, 0, 0 },
        "exit 0:4 exit 10:1 exit 11:1 exit 12:1 exit 2:1",
        "childOfOtherNamespace:6"
    )]
    [InlineData("fmt-strace-by-path/sc.strace", new long[] { 4, 0, 3, 0, 0, 1, 1, 0, 0 }, "exit 0:1 exit 4:3", "")]
    [InlineData("fmt-superseded-enosys/te.strace", new long[] { 2, 0, 0, 1, 0, 2, 2, 0, 0 }, "exit 0:1 superseded:1", "")]
    [InlineData("fmt-vfork-exit-terminal/vf.strace", new long[] { 2, 0, 1, 0, 0, 1, 1, 0, 0 }, "exit 0:1 exit 5:1", "")]
    [InlineData("trace-attached-waiters/app.strace", new long[] { 4, 1, 0, 0, 2, 1, 5, 3, 0 }, "exit 0:1", "")]
    [InlineData("trace-attached-waiters/only-waiting.strace", new long[] { 3, 0, 0, 0, 2, 0, 3, 3, 0 }, "", "")]
    [InlineData("trace-clone-head-missing/app.strace", new long[] { 2, 0, 0, 1, 0, 0, 1, 2, 0 }, "", "sharingByArguments:1")]
    [InlineData("trace-old-waiting-for-parent/vfork.strace", new long[] { 2, 0, 1, 0, 0, 2, 2, 0, 0 }, "exit 0:2", "")]
    [InlineData("trace-old-waiting-for-parent/thread.strace", new long[] { 2, 0, 0, 1, 0, 1, 1, 0, 0 }, "exit 0:2", "")]
    [InlineData("trace-secontext/app.strace", new long[] { 2, 1, 0, 0, 0, 1, 2, 0, 0 }, "exit 0:2", "")]
    [InlineData("trace-unfollowed-children/app.strace", new long[] { 3, 2, 0, 0, 0, 1, 3, 0, 0 }, "SIGKILL:1 exit 0:1 exit 1:1", "")]
    public void Counts_are_what_the_program_did(string file, long[] counts, string? exits, string assumed)
    {
        var stats = TraceReader.CountAll(Case(file));

        Assert.Equal(counts, Counts(stats));
        Assert.Equal(exits ?? Words(stats.Exits), Words(stats.Exits));
        Assert.Equal(assumed, Words(stats.Assumed));
    }

    [Fact]
    public void A_shift_in_flags_is_no_file_name()
    {
        var (events, _) = TestData.ReadFile(Case("fmt-hugetlb-y/huge.strace"));
        var map = Assert.Single(events.OfType<MapEvent>(), static one => one.Start == 0x7fcd0d800000);

        Assert.Equal((2_097_152ul, true, false), (map.LengthBytes, map.Shared, map.Anonymous));
    }

    [Fact]
    public void The_path_of_an_exec_whose_id_changes_is_known() =>
        Assert.Equal("/bin/true", TestData.ReadFile(Case("fmt-pid-changed/pidchanged.strace")).Events.OfType<ExecEvent>().Last().Path);

    [Fact]
    public void What_old_versions_say_in_the_middle_of_a_call_does_not_cut_it()
    {
        var (vfork, _) = TestData.ReadFile(Case("trace-old-waiting-for-parent/vfork.strace"));
        Assert.Equal(("4102.1", 9), (vfork.OfType<ExecEvent>().Last().Task.ToString(), vfork.OfType<ExecEvent>().Last().Line));
        Assert.Equal(1, Assert.Single(vfork.OfType<UnmapEvent>()).Mm.Number);

        var (thread, _) = TestData.ReadFile(Case("trace-old-waiting-for-parent/thread.strace"));
        Assert.Equal([1, 1, 1], thread.Where(static one => one is MapEvent or UnmapEvent).Select(static one => one.Mm.Number));
    }

    [Fact]
    public void The_second_half_of_a_thread_s_clone_is_enough()
    {
        var (events, _) = TestData.ReadFile(Case("trace-clone-head-missing/app.strace"));

        Assert.Equal(1, Assert.Single(events.OfType<UnmapEvent>()).Mm.Number);
    }

    [Fact]
    public void Security_contexts_are_passed_over()
    {
        var (events, stats) = TestData.ReadFile(Case("trace-secontext/app.strace"));

        Assert.True(stats.Timed);
        Assert.Equal(("/opt/app/main", 24_576ul), (events.OfType<ExecEvent>().Single().Path, events.OfType<MapEvent>().Last().LengthBytes));
    }

    [Fact]
    public void Advice_to_another_process_is_about_that_one()
    {
        var (events, stats) = TestData.ReadFile(Case("trace-process-madvise/app.strace"));
        var advise = Assert.Single(events.OfType<AdviseEvent>());

        Assert.Equal(
            ("MADV_PAGEOUT", 0x7f1200000000ul, 1_048_576ul, "4102.1", 2),
            (advise.Advice, advise.Start, advise.LengthBytes, advise.Task.ToString(), advise.Mm.Number)
        );
        Assert.Empty(stats.LeftOut);
    }

    [Fact]
    public void Calls_that_change_memory_unseen_are_counted_and_the_rest_is_read()
    {
        var (events, stats) = TestData.ReadFile(Case("fmt-calls-not-read/silent.strace"));

        Assert.Equal("io_destroy:1 io_setup:1 process_madvise:2 remap_file_pages:1", Words(stats.LeftOut));
        Assert.Equal(0, stats.LinesNotUnderstood);

        // Guard pages take away what was there.
        var guards = events.OfType<AdviseEvent>().Where(static one => one.Start == 0x40000200000).ToList();
        Assert.Equal(
            [("MADV_GUARD_INSTALL", true), ("MADV_GUARD_REMOVE", false)],
            guards.Select(static one => (one.Advice, one.DropsPages))
        );

        // READ_IMPLIES_EXEC, until it is taken back.
        Assert.Equal(Rights.Read | Rights.Execute, events.OfType<MapEvent>().Last().Rights);
        Assert.Equal(Rights.Read, Assert.Single(events.OfType<ProtectEvent>()).Rights);

        // A second mapping leaves the first one as it was.
        var second = Assert.Single(events.OfType<RemapEvent>(), static one => one.OldLengthBytes == 0);
        Assert.True(second.KeepsOld);
    }
}
