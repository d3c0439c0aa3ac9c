using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Client.Rendering.Drawings;

/// <summary>Draws which device is bound to which address space: domains, their groups, the devices of a group, and a bond for each
/// pair.</summary>
internal static class BondDrawing
{
    public static IEnumerable<string> Draw(HostSpec spec, HostView host)
    {
        var canvas = new Canvas();
        var row = 0;
        List<(int Row, string Name)> wires = [];
        var width = spec.Devices.Select(static device => Bdf.Short(device.Name.Name).Length).DefaultIfEmpty(7).Max() + 16;
        foreach (var domain in host.Domains)
        {
            row = DrawDomain(canvas, spec, host, domain, row, width, wires) + 1;
        }

        Targets.Draw(canvas, wires, width + 1);
        return canvas.Render();
    }

    private static int DrawDomain(
        Canvas canvas,
        HostSpec spec,
        HostView host,
        DomainView domain,
        int top,
        int width,
        List<(int Row, string Name)> wires
    )
    {
        var row = top + 1;
        foreach (
            var group in spec
                .Devices.Where(device => domain.Devices.Contains(device.Name.Name))
                .GroupBy(static device => device.Group ?? "", StringComparer.Ordinal)
        )
        {
            var groupTop = row++;
            foreach (var device in group)
            {
                var bonds = host.Devices.FirstOrDefault(view => view.Name == device.Name.Name)?.Bonds ?? [];
                canvas.Write(row, 6, $"dev {Bdf.Short(device.Name.Name)}");
                foreach (var bond in bonds.Reverse())
                {
                    canvas.Horizontal(row, width - 3, width + 1);
                    wires.Add((row++, $"io_mm {bond.Mm} (PASID {bond.Pasid})"));
                }

                row += bonds.Length == 0 ? 1 : 0;
            }

            canvas.Box(groupTop, 3, row - groupTop + 1, width - 6, $"group {group.Key}");
            row++;
        }

        canvas.Box(top, 0, row - top + 1, width + 1, $"domain {domain.Name}");
        return row;
    }
}
