using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>The arguments of one call, split at the commas that separate them.</summary>
internal ref struct StraceArguments
{
    private ReadOnlySpan<char> _rest;
    private bool _done;

    /// <summary>Starts at a call's first argument.</summary>
    /// <param name="arguments">The text between the call's parentheses.</param>
    public StraceArguments(ReadOnlySpan<char> arguments)
    {
        _rest = arguments;
        _done = arguments.Trim().IsEmpty;
    }

    /// <summary>Where a call's closing parenthesis is, or -1.</summary>
    /// <param name="text">The text after the opening one.</param>
    public static int ClosingParenthesis(ReadOnlySpan<char> text) => Find(text, ')');

    /// <summary>Reads a number in decimal or hexadecimal, or NULL; comments beside it are skipped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number; negative ones wrap.</param>
    public static bool TryNumber(ReadOnlySpan<char> text, out ulong value)
    {
        text = WithoutComment(text);
        if (text.SequenceEqual("NULL"))
        {
            value = 0;
            return true;
        }

        if (text.StartsWith("0x"))
        {
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        if (text.StartsWith("-") && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var negative))
        {
            value = unchecked((ulong)negative);
            return true;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>An argument without a comment after it and without blanks.</summary>
    /// <param name="text">The argument.</param>
    public static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> text)
    {
        var comment = text.IndexOf("/*");
        return (comment < 0 ? text : text[..comment]).Trim();
    }

    /// <summary>Takes the next argument.</summary>
    /// <param name="argument">The argument, without blanks around it.</param>
    public bool TryNext(out ReadOnlySpan<char> argument)
    {
        argument = default;
        if (_done)
        {
            return false;
        }

        var comma = Find(_rest, ',');
        if (comma < 0)
        {
            argument = _rest.Trim();
            _done = true;
            return true;
        }

        argument = _rest[..comma].Trim();
        _rest = _rest[(comma + 1)..];
        return true;
    }

    /// <summary>Takes the next argument as a number.</summary>
    /// <param name="value">The number.</param>
    public bool TryNextNumber(out ulong value)
    {
        value = 0;
        return TryNext(out var argument) && TryNumber(argument, out value);
    }

    /// <summary>First place of a character outside of strings, comments, file annotations and nested brackets.</summary>
    private static int Find(ReadOnlySpan<char> text, char wanted)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (depth == 0 && c == wanted)
            {
                return i;
            }

            switch (c)
            {
                case '"':
                    i = EndOfString(text, i);
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] == '*':
                    var end = text[i..].IndexOf("*/");
                    i = end < 0 ? text.Length : i + end + 1;
                    break;
                case '<' when i + 1 < text.Length && text[i + 1] == '<':
                    // A shift: 21<<MAP_HUGE_SHIFT.
                    i++;
                    break;
                case '<' when i > 0 && (char.IsAsciiHexDigit(text[i - 1]) || text[i - 1] == 'D'):
                    i = EndOfAnnotation(text, i);
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth--;
                    break;
            }

            if (depth < 0 || i >= text.Length)
            {
                return -1;
            }
        }

        return -1;
    }

    private static int EndOfString(ReadOnlySpan<char> text, int i)
    {
        for (i++; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
        }

        return i;
    }

    private static int EndOfAnnotation(ReadOnlySpan<char> text, int i)
    {
        // 3</a/path>, 3<TCP:[127.0.0.1:1->127.0.0.1:2]>; "1 << 3" is none.
        for (var j = i + 1; j < text.Length; j++)
        {
            if (text[j] == '\\')
            {
                j++;
            }
            else if (text[j] == '>' && text[j - 1] != '-')
            {
                return j;
            }
        }

        return i;
    }
}
