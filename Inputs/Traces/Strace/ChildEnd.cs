using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>The end of a child as a wait or SIGCHLD of its parent shows it.</summary>
/// <param name="Pid">The child's id, as the parent sees it.</param>
/// <param name="Status">Its exit status.</param>
/// <param name="Signal">The signal that killed it; <c>?</c> when the trace does not show how it ended.</param>
internal sealed record ChildEnd(int Pid, int Status, string? Signal)
{
    /// <summary>Whether the trace shows how it ended.</summary>
    public bool IsKnown => Signal != "?";

    /// <summary>
    /// Reads what a wait gave: <c>[{WIFEXITED(s) &amp;&amp; WEXITSTATUS(s) == 1}]</c> with the child's id as the result, or waitid's
    /// siginfo.
    /// </summary>
    /// <param name="name">The call.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="result">Its result.</param>
    /// <returns>Null when no child has ended.</returns>
    public static ChildEnd? OfWait(string name, ReadOnlySpan<char> arguments, StraceResult result)
    {
        if (!result.Outcome.Succeeded)
        {
            return null;
        }

        if (name == "waitid")
        {
            return OfSigInfo(arguments);
        }

        if (
            result.Value is 0 or > int.MaxValue
            || arguments.Contains("WIFSTOPPED", StringComparison.Ordinal)
            || arguments.Contains("WIFCONTINUED", StringComparison.Ordinal)
        )
        {
            return null;
        }

        var pid = (int)result.Value;
        return After(arguments, "WEXITSTATUS(s) == ") is { IsEmpty: false } status && TryNumber(status, out var number)
                ? new(pid, number, null)
            : After(arguments, "WTERMSIG(s) == ") is { IsEmpty: false } signal ? new(pid, 0, Word(signal).ToString())
            : new(pid, 0, "?");
    }

    /// <summary>
    /// Reads SIGCHLD's or waitid's siginfo: <c>{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0, si_status=1, ...}</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>Null when no child has ended.</returns>
    public static ChildEnd? OfSigInfo(ReadOnlySpan<char> text)
    {
        var code = Word(After(text, "si_code="));
        if (code is not ("CLD_EXITED" or "CLD_KILLED" or "CLD_DUMPED") || !TryNumber(After(text, "si_pid="), out var pid))
        {
            return null;
        }

        var status = After(text, "si_status=");
        return code is "CLD_EXITED"
            ? TryNumber(status, out var number)
                ? new(pid, number, null)
                : new(pid, 0, "?")
            : new(pid, 0, Word(status) is { IsEmpty: false } signal ? signal.ToString() : "?");
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string label)
    {
        var at = text.IndexOf(label);
        return at < 0 ? default : text[(at + label.Length)..];
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        var n = 0;
        while (n < text.Length && n < 32 && (char.IsAsciiLetterOrDigit(text[n]) || text[n] == '_'))
        {
            n++;
        }

        return text[..n];
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(Word(text), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
