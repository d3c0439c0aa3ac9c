using System.Buffers;
using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>What a line of strace text is.</summary>
internal enum LineKind
{
    /// <summary>Nothing that could come from strace.</summary>
    NotUnderstood,

    /// <summary>The tracer's own words, a stack frame, an empty line.</summary>
    Noise,

    /// <summary>A whole call with its result.</summary>
    Call,

    /// <summary>A call's first half.</summary>
    Unfinished,

    /// <summary>A call's second half.</summary>
    Resumed,

    /// <summary>A signal is delivered or the task stops.</summary>
    Signal,

    /// <summary>The task exited.</summary>
    Exited,

    /// <summary>The task was killed.</summary>
    Killed,

    /// <summary>Another thread's exec took this task's id over.</summary>
    Superseded,

    /// <summary>The tracer follows a new task.</summary>
    Attached,

    /// <summary>The tracer no longer follows a task.</summary>
    Detached,
}

/// <summary>The form of a time stamp.</summary>
internal enum StampForm
{
    /// <summary>No time stamp.</summary>
    None,

    /// <summary>Since 1970 (-ttt).</summary>
    Epoch,

    /// <summary>Time of day (-t, -tt).</summary>
    Day,

    /// <summary>Since the line before (-r).</summary>
    Relative,
}

/// <summary>One line of strace text, parsed as far as possible without knowing the call.</summary>
/// <remarks>
/// Accepts the forms that strace's options give: <c>-o</c> with <c>-f</c> (the id first), without <c>-o</c> (<c>[pid 7]</c>, or nothing
/// while there is one task only), <c>-t -tt -ttt -r -T -i -n -y -yy -Y -k -q -z --secontext</c> and <c>-X</c>.
/// </remarks>
internal ref struct StraceLine
{
    private const string UnfinishedMark = "<unfinished ...>";
    private const string ResumedMark = " resumed>";
    private const string ModeMark = "[ Process PID=";
    private static readonly SearchValues<char> SecondsCharacters = SearchValues.Create("0123456789.");

    /// <summary>What the line is.</summary>
    public LineKind Kind;

    /// <summary>The task's id; -1 when the line has none.</summary>
    public int Pid;

    /// <summary>The time stamp's form.</summary>
    public StampForm StampForm;

    /// <summary>The time stamp, in nanoseconds.</summary>
    public long StampNanoseconds;

    /// <summary>The call's name, or the signal's.</summary>
    public ReadOnlySpan<char> Name;

    /// <summary>For calls: what follows the opening parenthesis; for second halves, what follows the mark.</summary>
    public ReadOnlySpan<char> Rest;

    /// <summary>The exit status, or the other task's id.</summary>
    public int Number;

    /// <summary>Takes a line apart.</summary>
    /// <param name="line">The line.</param>
    public static StraceLine Parse(ReadOnlySpan<char> line)
    {
        var result = new StraceLine { Pid = -1, Kind = LineKind.NotUnderstood };
        var rest = line.Trim();
        if (rest.IsEmpty || rest.StartsWith("> ") || rest.SequenceEqual(">"))
        {
            result.Kind = LineKind.Noise;
            return result;
        }

        if (IsTracerTalk(rest, ref result) || !result.TakePid(ref rest))
        {
            return result;
        }

        SkipBrackets(ref rest);
        if (!result.TakeStamp(ref rest))
        {
            return result;
        }

        SkipBrackets(ref rest);
        result.TakeBody(rest);
        return result;
    }

    private static bool IsTracerTalk(ReadOnlySpan<char> rest, ref StraceLine result)
    {
        if (TracerNote.TryFind(rest, null, out var note) && note.Start == 0)
        {
            result.Kind = note.Kind switch
            {
                NoteKind.Attached => LineKind.Attached,
                NoteKind.Detached => LineKind.Detached,
                _ => LineKind.Noise,
            };
            result.Number = note.Pid;
            return true;
        }

        if (TracerNote.TalkLength(rest) > 0 || rest.StartsWith(ModeMark) || rest.StartsWith("% time ") || rest.StartsWith("------ ------"))
        {
            result.Kind = LineKind.Noise;
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text)
    {
        var n = 0;
        while (n < text.Length && char.IsAsciiDigit(text[n]))
        {
            n++;
        }

        return text[..n];
    }

    private static void SkipComm(ref ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("<") && !rest.StartsWith("<..."))
        {
            var close = rest.IndexOf('>');
            rest = close < 0 ? rest : rest[(close + 1)..];
        }
    }

    private static void SkipBrackets(ref ReadOnlySpan<char> rest)
    {
        // --secontext gives the task's security context, -n the call's number, -i the instruction pointer, -r beside -t the time since
        // the line before.
        while (true)
        {
            var isTime = rest.StartsWith("(+");
            if (!isTime && !rest.StartsWith("["))
            {
                return;
            }

            var close = rest.IndexOf(isTime ? ')' : ']');
            if (close < 0 || (!isTime && !IsWord(rest[1..close].TrimStart())))
            {
                return;
            }

            rest = rest[(close + 1)..].TrimStart();
        }
    }

    /// <summary>
    /// Whether brackets hold one word that is no time: "[pid 7]" and a kernel log's "[   12.345678]" are none of strace's.
    /// </summary>
    private static bool IsWord(ReadOnlySpan<char> inside) =>
        !inside.IsEmpty && !inside.Contains(' ') && (!inside.Contains('.') || inside.IndexOfAnyExcept(SecondsCharacters) >= 0);

    private bool TakePid(ref ReadOnlySpan<char> rest)
    {
        ReadOnlySpan<char> digits;
        if (rest.StartsWith("[pid"))
        {
            var inside = rest[4..].TrimStart();
            digits = Digits(inside);
            inside = inside[digits.Length..];
            SkipComm(ref inside);
            if (digits.IsEmpty || !inside.StartsWith("]"))
            {
                return false;
            }

            rest = inside[1..].TrimStart();
        }
        else
        {
            digits = Digits(rest);
            if (digits.IsEmpty)
            {
                return true;
            }

            var after = rest[digits.Length..];
            if (after.IsEmpty || after[0] is '.' or ':')
            {
                return true;
            }

            SkipComm(ref after);
            if (after.IsEmpty || after[0] != ' ')
            {
                return false;
            }

            if (digits.Length > 8)
            {
                // Task ids end at 2^22: this is a time in whole seconds.
                return true;
            }

            rest = after.TrimStart();
        }

        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out Pid);
    }

    private bool TakeStamp(ref ReadOnlySpan<char> rest)
    {
        var digits = Digits(rest);
        if (digits.IsEmpty)
        {
            return true;
        }

        var after = rest[digits.Length..];
        long seconds;
        if (after.StartsWith(":"))
        {
            if (
                rest.Length < 8
                || rest[2] != ':'
                || rest[5] != ':'
                || digits.Length != 2
                || !long.TryParse(rest[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
                || !long.TryParse(rest[3..5], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
                || !long.TryParse(rest[6..8], NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
            )
            {
                return false;
            }

            seconds += (hours * 3600) + (minutes * 60);
            after = rest[8..];
            StampForm = StampForm.Day;
        }
        else
        {
            if (
                digits.Length > 10
                || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
                || seconds > 9_000_000_000
            )
            {
                return false;
            }

            StampForm = seconds >= 100_000_000 ? StampForm.Epoch : StampForm.Relative;
        }

        var nanoseconds = 0L;
        if (after.StartsWith("."))
        {
            var fraction = Digits(after[1..]);
            after = after[(1 + fraction.Length)..];
            for (var i = 0; i < 9; i++)
            {
                nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
            }
        }

        if (!after.StartsWith(" "))
        {
            return false;
        }

        StampNanoseconds = (seconds * 1_000_000_000) + nanoseconds;
        rest = after.TrimStart();
        return true;
    }

    private void TakeBody(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("--- ") && rest.EndsWith(" ---"))
        {
            Kind = LineKind.Signal;
            Rest = rest[4..^4];
            var blank = Rest.IndexOf(' ');
            Name = blank < 0 ? Rest : Rest[..blank];
        }
        else if (rest.StartsWith(ModeMark))
        {
            // It shows only that the task exists.
            Kind = LineKind.Signal;
        }
        else if (rest.StartsWith("+++ ") && rest.EndsWith(" +++"))
        {
            TakeEnd(rest[4..^4]);
        }
        else if (rest.StartsWith("<... "))
        {
            TakeResumed(rest[5..]);
        }
        else
        {
            TakeCall(rest);
        }
    }

    private void TakeEnd(ReadOnlySpan<char> words)
    {
        if (words.StartsWith("exited with ") && int.TryParse(words[12..], NumberStyles.None, CultureInfo.InvariantCulture, out Number))
        {
            Kind = LineKind.Exited;
        }
        else if (words.StartsWith("killed by "))
        {
            var signal = words[10..];
            var blank = signal.IndexOf(' ');
            Name = blank < 0 ? signal : signal[..blank];
            Kind = Name.IsEmpty ? LineKind.NotUnderstood : LineKind.Killed;
        }
        else if (
            words.StartsWith("superseded by execve in pid ")
            && int.TryParse(Digits(words[28..]), NumberStyles.None, CultureInfo.InvariantCulture, out Number)
        )
        {
            Kind = LineKind.Superseded;
        }
    }

    private void TakeResumed(ReadOnlySpan<char> rest)
    {
        var mark = rest.IndexOf(ResumedMark);
        if (mark <= 0 || NameLength(rest[..mark]) != mark)
        {
            return;
        }

        Name = rest[..mark];
        Rest = rest[(mark + ResumedMark.Length)..];
        Kind = Rest.Contains("= ", StringComparison.Ordinal) ? LineKind.Resumed : LineKind.NotUnderstood;
    }

    private void TakeCall(ReadOnlySpan<char> rest)
    {
        var length = NameLength(rest);
        if (length == 0 || length == rest.Length || rest[length] != '(')
        {
            return;
        }

        Name = rest[..length];
        Rest = rest[(length + 1)..];
        if (UnfinishedLength(Rest) is > 0 and var mark)
        {
            Rest = Rest[..^mark].TrimEnd();
            Kind = LineKind.Unfinished;
        }
        else if (Rest.Contains("= ", StringComparison.Ordinal))
        {
            Kind = LineKind.Call;
        }
    }

    /// <summary>Length of the mark at the end of a call's first half; 0 when there is none.</summary>
    private static int UnfinishedLength(ReadOnlySpan<char> rest)
    {
        if (rest.EndsWith(UnfinishedMark))
        {
            return UnfinishedMark.Length;
        }

        // The tracer was stopped; an exec takes another thread's id; what versions before 4.6 wrote when a task ended inside a call.
        if (!rest.EndsWith(">"))
        {
            return 0;
        }

        var open = rest.LastIndexOf('<');
        var mark = open < 0 ? default : rest[open..];
        return
            mark is "<detached ...>"
            || (mark.StartsWith("<pid changed to ") && mark.EndsWith(" ...>"))
            || mark.StartsWith("<unfinished ... exit status ")
            ? mark.Length
            : 0;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var n = 0;
        while (n < text.Length && (char.IsAsciiLetterOrDigit(text[n]) || text[n] is '_' or '?'))
        {
            n++;
        }

        return n <= 64 ? n : 0;
    }
}
