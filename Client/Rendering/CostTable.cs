using System.Globalization;
using Spectre.Console;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Rendering;

/// <summary>The costs of a run. Modelled and measured times never share a column.</summary>
internal static class CostTable
{
    public static Table Of(RunOutcome outcome)
    {
        var costs = outcome.Costs;
        var commands = outcome.World.Hosts.Sum(static host => host.Iommus.Sum(static iommu => iommu.CommandsExecuted));
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("what it cost");
        table.AddColumn(new TableColumn("modelled").RightAligned());
        Row(table, "invalidations of address spaces", costs["notifications"]);
        Row(table, "  calls of mm_invalidate (fan-out)", costs["fanOut"]);
        Row(table, "  address range that rounding added, in pages", costs["pagesOverInvalidated"]);
        Row(table, "  cached translations dropped unasked", costs["unaskedDrops"]);
        Row(table, "  of these, fetched again (refetches)", costs["refetches"]);
        Row(table, "commands executed by IOMMUs", commands);
        Row(table, "device TLB entries filled", costs["atc_fill"]);
        Row(table, "page requests", costs["page_request"]);
        Row(table, "address spaces ended", costs["exit_mmap"]);
        if (costs.TeardownNs > 0)
        {
            table.AddRow("  teardown, longest", Times.Of(new VirtualTime(costs.TeardownMaxNs)));
            table.AddRow("  teardown, in sum", Times.Of(new VirtualTime(costs.TeardownNs)));
        }

        table.AddRow("time", Times.Of(outcome.At));
        return table;
    }

    private static void Row(Table table, string what, long value)
    {
        if (value != 0)
        {
            table.AddRow(what, value.ToString("#,0", CultureInfo.InvariantCulture));
        }
    }
}
