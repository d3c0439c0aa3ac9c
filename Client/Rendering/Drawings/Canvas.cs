using System.Text;

namespace SvaOrleans.Client.Rendering.Drawings;

/// <summary>A sheet of characters on which boxes, wires and words are drawn. Lines that meet are joined.</summary>
internal sealed class Canvas
{
    private const int Up = 1;
    private const int Right = 2;
    private const int Down = 4;
    private const int Left = 8;
    private const string Lines = " │─└││┌├─┘─┴┐┤┬┼";

    private readonly List<List<Cell>> _rows = [];

    /// <summary>Writes words; what was there is gone.</summary>
    public void Write(int row, int column, string text)
    {
        foreach (var rune in text)
        {
            Set(row, column++, new(rune, 0));
        }
    }

    /// <summary>Draws a line from left to right.</summary>
    public void Horizontal(int row, int from, int to)
    {
        for (var column = from; column <= to; column++)
        {
            Join(row, column, (column > from ? Left : 0) | (column < to ? Right : 0));
        }
    }

    /// <summary>Draws a line from top to bottom.</summary>
    public void Vertical(int column, int from, int to)
    {
        if (from > to)
        {
            (from, to) = (to, from);
        }

        for (var row = from; row <= to; row++)
        {
            Join(row, column, (row > from ? Up : 0) | (row < to ? Down : 0));
        }
    }

    /// <summary>Draws a box.</summary>
    /// <param name="row">Its top.</param>
    /// <param name="column">Its left side.</param>
    /// <param name="height">Rows, sides included.</param>
    /// <param name="width">Columns, sides included.</param>
    /// <param name="title">A word in the top side; empty for none.</param>
    public void Box(int row, int column, int height, int width, string title = "")
    {
        Horizontal(row, column, column + width - 1);
        Horizontal(row + height - 1, column, column + width - 1);
        Vertical(column, row, row + height - 1);
        Vertical(column + width - 1, row, row + height - 1);
        if (title.Length > 0)
        {
            Write(row, column + 2, $" {title} ");
        }
    }

    /// <summary>Draws the head of an arrow to the right.</summary>
    public void Arrow(int row, int column) => Set(row, column, new('▶', 0));

    /// <summary>The rows, without blanks at their ends.</summary>
    public IEnumerable<string> Render()
    {
        foreach (var row in _rows)
        {
            var line = new StringBuilder(row.Count);
            foreach (var cell in row)
            {
                line.Append(cell.Character != '\0' ? cell.Character : Lines[cell.Directions]);
            }

            yield return line.ToString().TrimEnd();
        }
    }

    private void Join(int row, int column, int directions)
    {
        var cell = Get(row, column);
        Set(row, column, new('\0', (cell.Character == '\0' ? cell.Directions : 0) | directions));
    }

    private Cell Get(int row, int column) => row < _rows.Count && column < _rows[row].Count ? _rows[row][column] : default;

    private void Set(int row, int column, Cell cell)
    {
        while (_rows.Count <= row)
        {
            _rows.Add([]);
        }

        while (_rows[row].Count <= column)
        {
            _rows[row].Add(default);
        }

        _rows[row][column] = cell;
    }

    private readonly record struct Cell(char Character, int Directions);
}
