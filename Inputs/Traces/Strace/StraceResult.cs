using System.Globalization;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>What a call returned, as strace prints it.</summary>
/// <param name="Value">The value, when the call succeeded.</param>
/// <param name="Outcome">How it ended.</param>
internal readonly record struct StraceResult(ulong Value, CallOutcome Outcome)
{
    /// <summary>The trace does not show the result.</summary>
    public static StraceResult Unknown => new(0, CallOutcome.Unknown);

    /// <summary>Splits what follows a call's opening parenthesis into arguments and result.</summary>
    /// <param name="rest">The text.</param>
    /// <param name="arguments">The arguments, without the closing parenthesis.</param>
    /// <param name="result">The result.</param>
    /// <returns>False when the text is cut or no call.</returns>
    public static bool TrySplit(ReadOnlySpan<char> rest, out ReadOnlySpan<char> arguments, out StraceResult result)
    {
        arguments = default;
        result = default;
        var close = StraceArguments.ClosingParenthesis(rest);
        if (close < 0)
        {
            close = rest.LastIndexOf(") ");
            if (close < 0)
            {
                return false;
            }
        }

        arguments = rest[..close];
        const string mark = "<unfinished ...>";
        if (arguments.EndsWith(mark))
        {
            arguments = arguments[..^mark.Length].TrimEnd();
        }

        var after = rest[(close + 1)..].TrimStart();
        return after.StartsWith("= ") && TryParse(after[2..].TrimStart(), out result);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out StraceResult result)
    {
        result = Unknown;
        var word = text;
        var blank = text.IndexOf(' ');
        if (blank >= 0)
        {
            word = text[..blank];
        }

        var after = blank < 0 ? default : text[blank..].TrimStart();
        if (word.SequenceEqual("?") || word.SequenceEqual("-1"))
        {
            var end = after.IndexOf(' ');
            var name = end < 0 ? after : after[..end];
            if (name.Length > 1 && name[0] == 'E' && name.Length <= 32)
            {
                result = new(0, new CallOutcome(name.ToString()));
                return true;
            }

            // A bare -1 is the value itself where raw results are printed; no call of this list succeeds with it.
            result = word[0] == '?' ? Unknown : new(0, new CallOutcome("EINVAL"));
            return true;
        }

        // -Y adds the command: 4102<make>.
        var angle = word.IndexOf('<');
        if (angle > 0)
        {
            word = word[..angle];
        }

        if (!StraceArguments.TryNumber(word, out var value))
        {
            return false;
        }

        // --pidns-translation: the task's id in its own namespace, then the tracer's view in a comment.
        if (after.StartsWith("/* ") && after.Contains(" in strace's PID NS */", StringComparison.Ordinal))
        {
            var number = after[3..];
            var end = number.IndexOfAny(' ', '<');
            if (end > 0 && ulong.TryParse(number[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var translated))
            {
                value = translated;
            }
        }

        // -e inject: the call was not made; the program saw the injected result.
        result =
            after.Contains("(INJECTED)", StringComparison.Ordinal) || after.Contains("(INJECTED: args, retval)", StringComparison.Ordinal)
                ? new(0, new CallOutcome("INJECTED"))
                : new(value, CallOutcome.Success);
        return true;
    }
}
