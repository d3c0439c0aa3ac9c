using System.Text;
using SvaOrleans.Documents;

namespace SvaOrleans.Inputs.Topologies.Display;

/// <summary>Lines that break at spaces and go on below under a head of their own.</summary>
internal sealed class WrappedText(int columns)
{
    // Where less than this is left beside the head, breaking lines would make it worse.
    private const int RoomMin = 20;

    private const char Tie = '\u00a0';

    private readonly StringBuilder _lines = new();

    /// <summary>Adds a line.</summary>
    /// <param name="first">What it begins with.</param>
    /// <param name="further">Prefix of the further lines.</param>
    /// <param name="text">What may be broken at spaces.</param>
    public void Line(string first, string further, string text)
    {
        var head = first;
        while (columns - head.Length >= RoomMin && text.Length > columns - head.Length)
        {
            var room = columns - head.Length;
            var end =
                text.LastIndexOf(' ', room) is > 0 and var loose ? loose
                : text.LastIndexOf(Tie, room) is > 0 and var tied ? tied
                : text.IndexOfAny([' ', Tie]);
            if (end <= 0)
            {
                break;
            }

            Add(head, text[..end].TrimEnd());
            text = text[end..].TrimStart();
            head = further;
        }

        Add(head, text);
    }

    /// <summary>Words that stay together if a line has room for them.</summary>
    public static string Tied(string words) => words.Replace(' ', Tie);

    /// <inheritdoc/>
    public override string ToString() => _lines.ToString();

    private void Add(string head, string text) => _lines.Append(head).Append(PrintableText.OneLine(text.Replace(Tie, ' '))).Append('\n');
}
