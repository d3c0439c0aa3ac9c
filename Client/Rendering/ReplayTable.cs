using System.Globalization;
using Spectre.Console;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Client.Rendering;

/// <summary>The sums of a replay.</summary>
internal static class ReplayTable
{
    public static Table Of(StepPlan step, ReplayFigures figures)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn($"[dim]{step.Id}[/] replay{Markup.Escape(Trace(step))}");
        table.AddColumn(new TableColumn("modelled").RightAligned());
        Row(table, "events", figures.Events);
        Row(table, "binds", figures.Binds);
        Row(table, "binds that failed", figures.BindErrors);
        Row(table, "pages accessed by DMA", figures.DmaPages);
        Row(table, "  of them in the device's TLB", figures.AtcHits);
        Row(table, "  of them in the IOMMU's TLB", figures.IotlbHits);
        Row(table, "page requests", figures.PageRequests);
        Row(table, "DMAs that failed", figures.DmaErrors);
        Row(table, "calls that answered otherwise than in the trace", figures.MemoryErrors);
        Row(table, "resident pages removed", figures.PagesRemoved);
        Row(table, "address spaces ended", figures.Exits);
        Row(table, "bonds ended by that", figures.BondsReleased);
        return table;
    }

    private static string Trace(StepPlan step) =>
        step.Arguments.Count > 0 ? " of " + Path.GetFileName((string)step.Arguments[0].Value) : "";

    private static void Row(Table table, string what, long value) =>
        table.AddRow(what, value.ToString("#,0", CultureInfo.InvariantCulture));
}
