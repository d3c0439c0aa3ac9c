namespace SvaOrleans.Client.Rendering.Drawings;

/// <summary>Wires from rows on the left to names on the right. A name with one row is drawn close to it. A name with several rows is
/// drawn further right, at the first of them, and the wires of the others join there.</summary>
internal static class Targets
{
    /// <summary>Draws them.</summary>
    /// <param name="canvas">The sheet.</param>
    /// <param name="wires">Rows with the names that they lead to, from top to bottom.</param>
    /// <param name="from">The column where wires begin.</param>
    public static void Draw(Canvas canvas, IReadOnlyList<(int Row, string Name)> wires, int from)
    {
        var shared = wires
            .GroupBy(static wire => wire.Name, StringComparer.Ordinal)
            .Where(static group => group.Count() > 1)
            .Select(static group => group.Key)
            .ToList();
        var near = wires.Where(wire => !shared.Contains(wire.Name)).Select(static wire => wire.Name.Length).DefaultIfEmpty(0).Max();
        var channel = from + 6 + near + 1;
        foreach (var (row, name) in wires.Where(wire => !shared.Contains(wire.Name)))
        {
            canvas.Horizontal(row, from, from + 4);
            canvas.Arrow(row, from + 4);
            canvas.Write(row, from + 6, name);
        }

        foreach (var name in shared)
        {
            var rows = wires.Where(wire => wire.Name == name).Select(static wire => wire.Row).ToArray();
            var end = channel + (2 * (shared.Count - shared.IndexOf(name)));
            foreach (var row in rows)
            {
                canvas.Horizontal(row, from, end);
            }

            canvas.Vertical(end, rows[0], rows[^1]);
            var head = channel + (2 * shared.Count) + 2;
            canvas.Horizontal(rows[0], end, head);
            canvas.Arrow(rows[0], head);
            canvas.Write(rows[0], head + 2, name);
        }
    }
}
