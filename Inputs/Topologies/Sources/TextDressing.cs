using System.Text.RegularExpressions;
using SvaOrleans.Inputs.Files;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>
/// Takes off what others have put around a text: Markdown fences, mail quotes, prefixes of journals, indentation, colours.
/// </summary>
/// <remarks>
/// The first line that can begin a text of lspci decides the prefix. Lines before it, and lines without its prefix, are words
/// around the text where there is a fence or a prefix; else they belong to it, and are judged as such.
/// </remarks>
internal sealed partial class TextDressing
{
    private bool _isPrefixed;
    private bool _isFenced;
    private bool _isOutside;
    private string _indent = "";

    /// <summary>Whether a line has come that can begin the text.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Whether there are words around the text.</summary>
    public bool IsDressed => _isPrefixed || _isFenced;

    /// <summary>Lines left out.</summary>
    public int LinesAround { get; private set; }

    /// <summary>Leaves out lines that came before the text.</summary>
    /// <param name="count">How many.</param>
    public void LeaveOut(int count) => LinesAround += count;

    /// <summary>Takes a line.</summary>
    /// <param name="raw">The line.</param>
    /// <param name="line">The line undressed.</param>
    /// <returns>False when it is no line of the text.</returns>
    public bool TryTake(ReadOnlySpan<char> raw, out ReadOnlySpan<char> line)
    {
        line = ColouredText.Is(raw) ? ColouredText.Plain(raw) : raw;
        if (line.Trim().IsEmpty)
        {
            return false;
        }

        if (LinePrefix.IsFence(LinePrefix.Without(line)))
        {
            // One that closes what was open; or one that opens a block, which may be the text.
            _isFenced |= !IsDecided;
            _isOutside = _isFenced && IsDecided && !_isOutside;
            return false;
        }

        if (_isOutside)
        {
            LinesAround++;
            return false;
        }

        if (!IsDecided)
        {
            Decide(line);
        }

        if (_isPrefixed)
        {
            var rest = line;
            if (!LinePrefix.TryTake(ref rest))
            {
                LinesAround++;
                return false;
            }

            line = LinePrefix.Without(rest);
        }

        if (_indent.Length > 0 && line.StartsWith(_indent))
        {
            line = line[_indent.Length..];
        }

        line = line.TrimEnd();
        return !line.IsEmpty;
    }

    private void Decide(ReadOnlySpan<char> line)
    {
        var rest = line;
        for (var taken = 0; taken <= 4; taken++)
        {
            var text = rest.TrimStart();
            if (BeginsText().IsMatch(text))
            {
                IsDecided = true;
                _isPrefixed = taken > 0;
                _indent = rest[..^text.Length].ToString();
                return;
            }

            if (!LinePrefix.TryTake(ref rest))
            {
                return;
            }
        }
    }

    [GeneratedRegex(
        @"^(([0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7] |(?!IOMMU group: )(IOMMU )?[Gg]roup:?\s*[0-9]+\b|-\+?-?\[[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}\])"
    )]
    private static partial Regex BeginsText();
}
