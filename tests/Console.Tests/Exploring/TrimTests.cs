using System.Text.RegularExpressions;
using SvaOrleans.Reports.Exploring.Shrinking;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>shrink --write: what a failure does not need goes from the scenario.</summary>
public sealed partial class TrimTests : IDisposable
{
    // The bind that answers -EEXIST when it comes second is expected to succeed; all about Y, the munmap and the third branch have nothing
    // to do with it.
    private const string Wordy = """
        format: sva-scenario/1
        name: wordy
        hosts:
          h0:
            iommus: {smmu0: {kind: arm-smmu-v3}}
            domains: [A]
            devices: {"0000:00:00.0": {group: ga, domain: A}}
        setup:
          - device_init: {device: "00:00.0"}
          - process: X
          - process: Y
          - mmap:
              mm: Y
              pages: 0x100..0x101

          - bind: {device: "00:00.0", mm: Y}
        steps:
          - munmap: {mm: Y, pages: 0x100..0x100}
          - parallel:
              one:
                - bind: {device: "00:00.0", mm: X}
                  id: first
                  expect: {always: true, error: 0}
              two:
                - bind: {device: "00:00.0", mm: X}
              three:
                - mmap: {mm: Y, pages: 0x200..0x201}
                - munmap: {mm: Y, pages: 0x200..0x200}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sva-trim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_failure_does_not_need_is_left_out()
    {
        var file = Path.Combine(_folder, "wordy.yaml");
        File.WriteAllText(file, Wordy.ReplaceLineEndings("\n"));
        var token = TokenOf(Sva.Run("explore", file).Out);

        var (small, again) = (Path.Combine(_folder, "small.yaml"), Path.Combine(_folder, "again.yaml"));
        var shrunk = Sva.Run("shrink", token, "--scenario", file, "--write", small);
        Assert.Equal(1, shrunk.ExitCode);
        Assert.Contains("small.yaml: 7 steps and branches are not needed", shrunk.Error, StringComparison.Ordinal);
        Assert.Contains("broken: expectation at line", shrunk.Out, StringComparison.Ordinal);
        var left = File.ReadAllText(small);
        Assert.DoesNotContain("Y", left, StringComparison.Ordinal);
        Assert.DoesNotContain("three", left, StringComparison.Ordinal);
        Assert.Equal(2, left.Split("bind:").Length - 1);

        // Its token fits what was written, and the same order shrinks to the same text.
        Assert.Equal(1, Sva.Run("replay", TokenOf(shrunk.Out), "--scenario", small).ExitCode);
        Sva.Run("shrink", token, "--scenario", file, "--write", again);
        Assert.Equal(left, File.ReadAllText(again));
        Assert.Contains(
            "again.yaml: 0 steps and branches",
            Sva.Run("shrink", TokenOf(shrunk.Out), "--scenario", small, "--write", again).Error,
            StringComparison.Ordinal
        );
        Assert.Equal(left, File.ReadAllText(again));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told()
    {
        var file = Path.Combine(_folder, "wordy.yaml");
        File.WriteAllText(file, Wordy);
        var shrunk = Sva.Run("shrink", TokenOf(Sva.Run("explore", file).Out), "--scenario", file, "--write", _folder);
        Assert.Equal(2, shrunk.ExitCode);
        Assert.Contains("--write: cannot write", shrunk.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setup_that_fails_is_told_by_its_line()
    {
        var file = Path.Combine(_folder, "unfit.yaml");
        File.WriteAllText(file, Wordy.Replace("  - device_init: {device: \"00:00.0\"}\n", "", StringComparison.Ordinal));
        var explored = Sva.Run("explore", file);
        Assert.Equal(2, explored.ExitCode);
        Assert.Contains("unfit.yaml:15:5: the setup did not succeed: bind: expected 0", explored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_are_steps_and_branches_with_all_that_is_deeper()
    {
        string[] lines =
        [
            "setup:",
            "  - a: 1",
            "  - b:",
            "      c: 2",
            "",
            "    d: 3",
            "hosts:",
            "  - e",
            "steps:",
            "  - parallel:",
            "      one:",
            "        - f: 4",
            "      two:",
            "        - g: 5",
            "# - h",
        ];
        Assert.Equal([(13, 1), (12, 2), (11, 1), (10, 2), (9, 5), (2, 4), (1, 1)], StepBlocks.Of(lines));
    }

    private static string TokenOf(string text) => TokenPattern().Match(text).Groups[1].Value;

    [GeneratedRegex(@"sva replay (sva1\.\S+)")]
    private static partial Regex TokenPattern();
}
