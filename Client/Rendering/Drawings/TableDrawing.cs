using System.Globalization;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Client.Rendering.Drawings;

/// <summary>Draws what an IOMMU's hardware sees in memory: its device table, the PASID tables that it points at, and the page tables behind
/// those; the way the comment of 03/40 draws it.</summary>
internal static class TableDrawing
{
    private const int DeviceTableColumn = 1;
    private const uint RowsMin = 4;
    private const int RowsMax = 8;

    public static IEnumerable<string> Draw(IommuView iommu)
    {
        var canvas = new Canvas();
        var domains = iommu
            .DeviceTable.Select(static entry => entry.Domain)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        var nameWidth = iommu.DeviceTable.Select(static entry => Bdf.Short(entry.Device).Length).DefaultIfEmpty(7).Max();
        var domainWidth = domains.Select(static domain => domain.Length).DefaultIfEmpty(1).Max();
        var deviceTableEnd = DeviceTableColumn + nameWidth + domainWidth + 6;
        var tableColumn = deviceTableEnd + 3 + (2 * domains.Count) + 2;
        var pasidWidth = iommu
            .PasidTables.SelectMany(static table => table.Entries)
            .Select(static entry => entry.Pasid.ToString(CultureInfo.InvariantCulture).Length)
            .DefaultIfEmpty(1)
            .Max();

        canvas.Write(0, DeviceTableColumn, $"device table of {iommu.Name}");
        DrawDeviceTable(canvas, iommu, nameWidth, domainWidth);

        var row = 0;
        List<(int Row, string Name)> wires = [];
        foreach (var domain in domains)
        {
            canvas.Write(row, tableColumn, $"PASID table of domain {domain}");
            var table = iommu.PasidTables.FirstOrDefault(table => table.Domain == domain);
            var top = row + 1;
            var (shown, isCut) = Rows(table?.Entries ?? [], table is { Entry0Free: true });
            canvas.Box(top, tableColumn, shown.Count + 2 + (isCut ? 1 : 0), pasidWidth + 8);
            for (var index = 0; index < shown.Count; index++)
            {
                var (pasid, target) = shown[index];
                canvas.Write(top + 1 + index, tableColumn + 2, pasid.ToString(CultureInfo.InvariantCulture).PadLeft(pasidWidth));
                if (target is not null)
                {
                    canvas.Write(top + 1 + index, tableColumn + pasidWidth + 4, "●");
                    wires.Add((top + 1 + index, target == "" ? $"io_pgtable {domain}" : $"pgd {target}"));
                }
            }

            if (isCut)
            {
                canvas.Write(top + 1 + shown.Count, tableColumn + 2, "⋮".PadLeft(pasidWidth));
            }

            WireDevices(canvas, iommu, domain, domains.Count - domains.IndexOf(domain), deviceTableEnd, top + 1, tableColumn);
            row = top + shown.Count + 3 + (isCut ? 1 : 0);
        }

        Targets.Draw(canvas, wires, tableColumn + pasidWidth + 5);
        return canvas.Render();
    }

    private static void DrawDeviceTable(Canvas canvas, IommuView iommu, int nameWidth, int domainWidth)
    {
        canvas.Box(1, DeviceTableColumn, iommu.DeviceTable.Length + 2, nameWidth + domainWidth + 7);
        for (var index = 0; index < iommu.DeviceTable.Length; index++)
        {
            var entry = iommu.DeviceTable[index];
            canvas.Write(2 + index, DeviceTableColumn + 2, Bdf.Short(entry.Device));
            canvas.Write(2 + index, DeviceTableColumn + 4 + nameWidth, entry.Domain.PadLeft(domainWidth));
        }
    }

    // Each domain has a channel of its own between the tables, so that wires of one domain join and those of others do not touch.
    private static void WireDevices(
        Canvas canvas,
        IommuView iommu,
        string domain,
        int lane,
        int deviceTableEnd,
        int tableRow,
        int tableColumn
    )
    {
        var channel = deviceTableEnd + 1 + (2 * lane);
        var rows = iommu
            .DeviceTable.Select(static (entry, index) => (entry.Domain, Row: 2 + index))
            .Where(entry => entry.Domain == domain)
            .Select(static entry => entry.Row)
            .ToArray();
        foreach (var row in rows)
        {
            canvas.Horizontal(row, deviceTableEnd, channel);
        }

        canvas.Vertical(channel, Math.Min(rows[0], tableRow), Math.Max(rows[^1], tableRow));
        canvas.Horizontal(tableRow, channel, tableColumn - 1);
        canvas.Arrow(tableRow, tableColumn - 1);
    }

    // Entry 0 holds the translation of traffic without PASID, except on VT-d before 3.0, where the device table holds it. A table shows
    // the free entries between those in use while they are few.
    private static (List<(uint Pasid, string? Target)> Rows, bool IsCut) Rows(IReadOnlyList<PasidEntryView> entries, bool isEntry0Free)
    {
        var byPasid = entries.ToDictionary(static entry => entry.Pasid, static entry => entry.Mm ?? "");
        if (!isEntry0Free)
        {
            byPasid.TryAdd(0, "");
        }

        var highest = byPasid.Keys.Append(RowsMin - 1u).Max();
        List<(uint, string?)> rows = [];
        if (highest < RowsMax)
        {
            for (var pasid = 0u; pasid <= highest; pasid++)
            {
                rows.Add((pasid, byPasid.GetValueOrDefault(pasid)));
            }

            return (rows, false);
        }

        foreach (var pasid in byPasid.Keys.Order().Take(RowsMax))
        {
            rows.Add((pasid, byPasid[pasid]));
        }

        return (rows, true);
    }
}
