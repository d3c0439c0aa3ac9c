using System.Text;
using SvaOrleans.Documents;

namespace SvaOrleans.Inputs.Files;

/// <summary>Reads texts as a whole, where they are known to be small.</summary>
internal static class InputText
{
    /// <summary>Reads a stream's text, plain or gzip.</summary>
    /// <param name="stream">The stream; disposed.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="expected">What it should be, for messages.</param>
    /// <param name="largestBytes">Largest text that is read.</param>
    /// <exception cref="InputException">It is no text, or too large.</exception>
    public static string Whole(Stream stream, string name, string expected, int largestBytes)
    {
        using var lines = new LineReader(stream, name, expected);
        var text = new StringBuilder();
        while (lines.TryRead(out var line))
        {
            text.Append(line).Append('\n');
            if (text.Length > largestBytes)
            {
                throw new InputException(name, lines.LineNumber, 0, $"the text is larger than {largestBytes >> 20} MiB", expected);
            }
        }

        return text.ToString();
    }
}
