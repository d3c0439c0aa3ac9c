using System.Text.Json;

namespace SvaOrleans.Console.Tests.Verdicts;

/// <summary>What rounding costs: the address range that it adds, the translations that go unasked, and those that are fetched
/// again.</summary>
public class RoundingFiguresTests
{
    private const string Text = """
        format: sva-scenario/1
        hosts:
          h0:
            iommus: {i0: {kind: KIND}}
            devices: {"00:00.0": {group: ga, domain: A}}
        setup:
          - device_init: {device: "00:00.0"}
          - process: X
          - mmap: {mm: X, pages: 0..1023}
          - touch: {mm: X, pages: 0..31, access: rw}
          - bind: {device: "00:00.0", mm: X}
        steps:
          - dma: {device: "00:00.0", mm: X, pages: DMA}
          - munmap: {mm: X, pages: 7..10}
          - dma: {device: "00:00.0", mm: X, pages: 11}
          - dma: {device: "00:00.0", mm: X, pages: 11}
          - munmap: {mm: X, pages: 11}
          - mmap: {mm: X, pages: 11}
          - touch: {mm: X, pages: 11, access: rw}
          - dma: {device: "00:00.0", mm: X, pages: 11}
        """;

    // The SMMU's IOTLB is invalidated page by page, VT-d's in two aligned blocks of four; both device TLBs lose pages 0 to 15.
    [Theory]
    [InlineData("arm-smmu-v3", "0..15", 12, 12, 1)]
    [InlineData("intel-vtd", "0..15", 12, 16, 2)]
    [InlineData("arm-smmu-v3", "7..11", 12, 1, 1)] // the range is as long, but only page 11 was cached
    [InlineData("arm-smmu-v3", "16..31", 12, 0, 0)]
    public void Three_figures_tell_it(string kind, string dma, int range, int dropped, int refetches)
    {
        var result = Sva.RunWith(
            Text.Replace("KIND", kind, StringComparison.Ordinal).Replace("DMA", dma, StringComparison.Ordinal),
            "run",
            "--json",
            "-"
        );
        Assert.True(result.ExitCode == 0, result.Out + result.Error);
        int[] unasked = [.. Figures(result, "munmap", "unaskedDrops")];
        Assert.Equal([dropped, 0], unasked);
        Assert.Equal(range, Figures(result, "munmap", "pagesOverInvalidated").First());
        Assert.Equal([0, refetches, 0, 0], Figures(result, "dma", "refetches"));
    }

    private static IEnumerable<int> Figures(SvaResult result, string operation, string figure) =>
        result
            .Lines.Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("type").GetString() == "result" && line.GetProperty("op").GetString() == operation)
            .Select(line => line.GetProperty("figures").GetProperty(figure).GetInt32());
}
