using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

public class TraceReplayTests
{
    public static TheoryData<string> Names() => new(TestData.TraceNames());

    public static TheoryData<string> Variants() =>
        new(
            Directory
                .GetFiles(Path.Combine(TestData.Folder, "strace-variants"), "*.strace")
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void No_mapping_falls_on_a_live_one(string name)
    {
        var replay = new AddressSpaceReplay();
        foreach (var one in TestData.ReadFile(TestData.Trace(name)).Events)
        {
            replay.Apply(one);
        }

        Assert.Empty(replay.Complaints);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void No_mapping_falls_on_a_live_one_in_other_forms(string name)
    {
        var replay = new AddressSpaceReplay();
        foreach (var one in TestData.ReadFile(Path.Combine(TestData.Folder, "strace-variants", name + ".strace")).Events)
        {
            replay.Apply(one);
        }

        Assert.Empty(replay.Complaints);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Time_never_goes_back_and_starts_at_zero(string name)
    {
        var (events, stats) = TestData.ReadFile(TestData.Trace(name));

        Assert.Equal(0, events[0].At.Nanoseconds);
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At));
        Assert.Equal(stats.Duration, events[^1].At);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_memory_call_gives_one_event(string name)
    {
        var (events, stats) = TestData.ReadFile(TestData.Trace(name));

        Assert.Equal(stats.Calls.GetValueOrDefault("mmap"), events.OfType<MapEvent>().Count());
        Assert.Equal(stats.Calls.GetValueOrDefault("munmap"), events.OfType<UnmapEvent>().Count());
        Assert.Equal(stats.Calls.GetValueOrDefault("mprotect"), events.OfType<ProtectEvent>().Count());
        Assert.Equal(stats.Calls.GetValueOrDefault("madvise"), events.OfType<AdviseEvent>().Count());
        Assert.Equal(stats.Calls.GetValueOrDefault("mremap"), events.OfType<RemapEvent>().Count());
        Assert.Equal(stats.Calls.GetValueOrDefault("brk"), events.OfType<BreakEvent>().Count());
        Assert.Equal(stats.Calls.GetValueOrDefault("execve"), events.OfType<ExecEvent>().Count());
        Assert.Equal(stats.Events, events.Count);
    }
}
