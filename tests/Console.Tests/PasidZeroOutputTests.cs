using System.Collections.Immutable;
using System.Text.Json;
using SvaOrleans.Client.Rendering.Drawings;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Console.Tests;

/// <summary>PASID 0 is written where it is meant, and what has no PASID is written as that.</summary>
public class PasidZeroOutputTests
{
    private static readonly Lazy<SvaResult> Run = new(static () => Sva.Run("run", "--json", "--events", Sva.Shipped("pasid-zero.yaml")));

    private static JsonElement[] Objects(string type) =>
        [
            .. Run
                .Value.Lines.Select(static line => JsonDocument.Parse(line).RootElement)
                .Where(json => json.GetProperty("type").GetString() == type),
        ];

    [Fact]
    public void Results_have_it_and_those_of_traffic_without_PASID_have_none()
    {
        var binds = Objects("result").Where(static json => json.GetProperty("op").GetString() == "bind").ToArray();
        Assert.Equal([0, 1], binds.Select(static json => json.GetProperty("pasid").GetInt32()));

        var dmas = Objects("result").Where(static json => json.GetProperty("op").GetString() == "dma").ToArray();
        Assert.Equal(
            [0, null, 0, null, 0],
            dmas.Select(static json => json.TryGetProperty("pasid", out var pasid) ? pasid.GetInt32() : (int?)null)
        );
    }

    [Fact]
    public void Events_have_it_and_those_without_PASID_have_none()
    {
        var events = Objects("event");
        Assert.Equal([0, 1], Pasids("pasid_alloc"));
        Assert.Equal([1, 0], Pasids("pasid_free").OrderDescending());
        Assert.Equal([0, 0, null, null], Pasids("atc_fill"));

        IEnumerable<int?> Pasids(string name) =>
            events
                .Where(json => json.GetProperty("name").GetString() == name)
                .Select(static json => json.TryGetProperty("pasid", out var pasid) ? pasid.GetInt32() : (int?)null);
    }

    [Fact]
    public void What_is_cached_without_PASID_has_null_for_it()
    {
        var host = Assert.Single(Objects("state")).GetProperty("hosts")[0];
        Assert.True(host.GetProperty("iommus")[0].GetProperty("pasidTables")[0].GetProperty("entry0Free").GetBoolean());
        var cached = Assert.Single(host.GetProperty("devices")[0].GetProperty("atc").GetProperty("entries").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, cached.GetProperty("pasid").ValueKind);
    }

    [Fact]
    public void The_text_has_it()
    {
        var run = Sva.Run("run", Sva.Shipped("pasid-zero.yaml"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("PASID 0", run.Out, StringComparison.Ordinal);
        Assert.Contains("pasid=none", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "pgd X")]
    [InlineData(false, "io_pgtable D")]
    public void A_drawing_has_the_private_page_table_at_entry_0_where_it_is(bool isEntry0Free, string target)
    {
        ImmutableArray<PasidEntryView> entries = isEntry0Free ? [new(0, "X", 1)] : [];
        var view = new IommuView(
            "i0",
            IommuKind.IntelVtd,
            20,
            [new("0000:00:01.0", "D", true)],
            [new("D", "a shape", 4096, 1, entries, isEntry0Free)],
            new(1, 0, []),
            0,
            0
        );

        var drawn = string.Join('\n', TableDrawing.Draw(view));
        Assert.Contains(target, drawn, StringComparison.Ordinal);
        Assert.Equal(!isEntry0Free, drawn.Contains("io_pgtable", StringComparison.Ordinal));
    }
}
