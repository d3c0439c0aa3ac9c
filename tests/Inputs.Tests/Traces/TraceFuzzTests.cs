using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

public class TraceFuzzTests
{
    private static void ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            var (events, stats) = TestData.Read(bytes);

            // However odd the text: a task acts between its beginning and its end, in its own address space.
            var replay = new AddressSpaceReplay { WatchesPages = false };
            events.ForEach(replay.Apply);
            Assert.Empty(replay.Complaints);

            // Every event comes from a line; a task that comes to light gives up to two more, and its end.
            Assert.InRange(events.Count, 0, (stats.Lines * 4) + 4);
            Assert.Equal(stats.Events, events.Count);
            Assert.Equal(events.OfType<ExitEvent>().Count() + stats.StillRunning, stats.Tasks);
            Assert.Equal(events.OfType<StartEvent>().Count() + events.OfType<CloneEvent>().Count(e => e.Child is not null), stats.Tasks);
        }
        catch (InputException refused)
        {
            Assert.NotEmpty(refused.Problem);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Damaged_traces_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var sources = Directory
            .GetFiles(Path.Combine(TestData.Folder, "strace-variants"), "*.strace")
            .Order(StringComparer.Ordinal)
            .Concat(
                Directory
                    .GetFiles(Path.Combine(TestData.Folder, "cases"), "*.strace", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
            )
            .Select(File.ReadAllLines)
            .Append(TestData.TraceLines("gcc"))
            .Append(TestData.TraceLines("rust-run"))
            .ToList();
        for (var round = 0; round < 300; round++)
        {
            ReadsOrRefuses(Mutations.Apply(sources[random.Next(sources.Count)], random));
        }
    }

    [Fact]
    public void Damaged_event_files_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        TraceImport.Run(TestData.Trace("rust-run"), folder.File("good"));
        var lines = File.ReadAllLines(folder.File("good"));
        var random = new Random(5);
        for (var round = 0; round < 1000; round++)
        {
            try
            {
                TestData.Read(Mutations.Apply(lines, random));
            }
            catch (InputException refused)
            {
                Assert.NotEmpty(refused.Problem);
            }
        }
    }

    [Fact]
    public void Any_calls_with_any_arguments_are_read_or_refused()
    {
        var number = Gen.OneOf(
            Gen.Choose(0, 70).Select(n => $"{n}"),
            ArbMap.Default.GeneratorFor<ulong>().Select(n => $"0x{n:x}"),
            Gen.Elements("NULL", "-1", "x", "", "0x", "\"a)b\"", "3</a,b>")
        );
        var flags = Gen.Elements(
            "PROT_READ|PROT_WRITE",
            "PROT_NONE",
            "MAP_PRIVATE|MAP_FIXED",
            "0x22",
            "MREMAP_MAYMOVE|MREMAP_FIXED",
            "0x3 /* A|B */",
            "|",
            "flags=CLONE_VM|SIGCHLD",
            "[{iov_base=0x7000, iov_len=8192}, {}]",
            "MADV_PAGEOUT",
            "tls=0x1",
            "parent_tid=[12]"
        );
        var name = Gen.Elements(
            "mmap",
            "munmap",
            "mprotect",
            "madvise",
            "mremap",
            "brk",
            "shmat",
            "shmdt",
            "clone",
            "vfork",
            "execve",
            "exit_group",
            "read",
            "wait4",
            "pidfd_open",
            "process_madvise",
            "personality",
            "clone3"
        );
        var result = Gen.OneOf(
            number,
            Gen.Elements("?", "-1 ENOMEM (No)", "? ERESTARTSYS (To be)", "11", "12 /* 13 in strace's PID NS */")
        );
        var end = Gen.Elements(" <unfinished ...>", ") = ", ")  = ");
        var line =
            from pid in Gen.Choose(10, 14)
            from resumed in Gen.Choose(0, 3)
            from call in name
            from arguments in Gen.OneOf(number, flags).ListOf()
            from tail in end
            from value in result
            select $"{pid} {(resumed == 0 ? $"<... {call} resumed>" : call + "(")}{string.Join(", ", arguments)}{tail}{(tail.Contains('=') ? value : "")}";

        Prop.ForAll(line.NonEmptyListOf().ToArbitrary(), lines => ReadsOrRefuses(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")))
            .Check(Config.QuickThrowOnFailure.WithReplay(7, 9).WithMaxTest(5000));
    }
}
