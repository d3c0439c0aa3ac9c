using System.Globalization;
using System.Text;

namespace SvaOrleans.Console.Tests;

/// <summary>Traces with numbers that no program would use: they are replayed or refused, and never bring the program down.</summary>
public class HostileTraceTests
{
    private static readonly ulong[] Numbers =
    [
        0,
        1,
        4095,
        4096,
        0x7f00_0000_0000,
        0x7fff_ffff_f000,
        1ul << 40,
        (1ul << 52) - 1,
        1ul << 52,
        long.MaxValue,
        1ul << 63,
        0xffff_ffff_ffff_efff,
        0xffff_ffff_ffff_f000,
        ulong.MaxValue,
    ];

    [Fact]
    public void A_heap_at_the_very_end_of_memory()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "t.strace",
            "1 execve(\"/bin/x\", [\"x\"], 0x1) = 0\n1 brk(NULL) = 0xffffffffffffffff\n1 brk(0xffffffffffffffff) = 0xffffffffffffffff\n"
        );

        var result = Sva.Run("run", "--quiet", folder.Write("s.yaml", Scenario("t.strace")));

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }

    [Fact]
    public void Every_call_with_the_numbers_at_every_edge()
    {
        using var folder = new TemporaryFolder();
        var scenarios = new List<string>();
        for (var seed = 0; seed < 80; seed++)
        {
            folder.Write($"{seed}.strace", Trace(new Random(seed)));
            scenarios.Add(Scenario($"{seed}.strace"));
        }

        var result = Sva.Run("run", "--quiet", folder.Write("all.yaml", string.Join("---\n", scenarios)));

        Assert.Equal("", result.Error);
        Assert.Equal(80, result.Lines.Count(static line => line.StartsWith("passed ", StringComparison.Ordinal)));
        Assert.Equal(0, result.ExitCode);
    }

    private static string Scenario(string trace) =>
        """
            format: sva-scenario/1
            hosts:
              h0:
                iommus: {i0: {kind: arm-smmu-v3}}
                devices: {"00:01.0": {domain: D}}
            steps:
              - device_init: {device: "00:01.0", features: iopf}
              - workload: {trace: TRACE, devices: ["00:01.0"], touch: 4}
              - expect: {counters: {verdict: 0}}

            """.Replace("TRACE", trace, StringComparison.Ordinal);

    private static string Trace(Random random)
    {
        var text = new StringBuilder("100 1.0 execve(\"/bin/x\", [\"x\"], 0x1) = 0\n");
        var seconds = 1.0;
        var tasks = 1;
        for (var line = 0; line < 60; line++)
        {
            seconds += random.Next(30) == 0 ? 4_000_000_000 : random.Next(3);
            text.Append(CultureInfo.InvariantCulture, $"{100 + random.Next(tasks)} {seconds:0.000000} ");
            text.Append(
                    random.Next(10) switch
                    {
                        0 => $"mmap({Number()}, {Number()}, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = {Number()}",
                        1 => $"mmap({Number()}, {Number()}, PROT_READ, MAP_SHARED|MAP_FIXED, -1, 0) = {Number()}",
                        2 => $"munmap({Number()}, {Number()}) = 0",
                        3 => $"mprotect({Number()}, {Number()}, PROT_READ) = -1 ENOMEM (Cannot allocate memory)",
                        4 => $"madvise({Number()}, {Number()}, MADV_DONTNEED) = 0",
                        5 => $"mremap({Number()}, {Number()}, {Number()}, MREMAP_MAYMOVE) = {Number()}",
                        6 => $"brk({Number()}) = {Number()}",
                        7 => $"shmat(1, NULL, 0) = {Number()}",
                        8 => $"fork() = {100 + tasks++}",
                        _ => "execve(\"/bin/y\", [\"y\"], 0x1) = 0",
                    }
                )
                .Append('\n');
        }

        return text.ToString();

        string Number() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"0x{unchecked(Numbers[random.Next(Numbers.Length)] + (ulong)random.Next(-1, 2)):x}"
            );
    }
}
