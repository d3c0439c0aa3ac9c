using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Reads process_madvise: advice about another process, which a descriptor names.</summary>
internal static class ProcessAdvice
{
    /// <summary>What PIDFD_SELF_THREAD and PIDFD_SELF_PROCESS are as numbers.</summary>
    private const int SelfThread = -10000;
    private const int SelfProcess = -10001;

    /// <summary>The id of the process that is advised; null when the trace does not show it.</summary>
    /// <param name="arguments">The call's arguments.</param>
    /// <param name="task">The caller.</param>
    public static int? Target(string arguments, TraceTask task)
    {
        if (!new StraceArguments(arguments).TryNext(out var descriptor))
        {
            return null;
        }

        // strace -y: 3<pid:4102>.
        const string mark = "<pid:";
        var at = descriptor.IndexOf(mark);
        if (at >= 0)
        {
            var digits = descriptor[(at + mark.Length)..];
            var end = digits.IndexOfAnyExceptInRange('0', '9');
            return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                ? pid
                : null;
        }

        var angle = descriptor.IndexOf('<');
        var word = angle < 0 ? descriptor : descriptor[..angle];
        if (word.StartsWith("PIDFD_SELF"))
        {
            return task.Serial.Pid;
        }

        return !StraceArguments.TryNumber(word, out var number) ? null
            : unchecked((int)number) is SelfThread or SelfProcess ? task.Serial.Pid
            : number <= int.MaxValue && task.Group.Pidfds.TryGetValue((int)number, out var opened) ? opened
            : null;
    }

    /// <summary>The ranges advised, as far as the kernel got.</summary>
    /// <param name="arguments">The call's arguments.</param>
    /// <param name="bytes">How many bytes it got over.</param>
    /// <param name="advice">The advice.</param>
    /// <returns>Null when the trace does not show them all.</returns>
    public static List<(ulong Start, ulong Length)>? Ranges(string arguments, ulong bytes, out string advice)
    {
        advice = "";
        var all = new StraceArguments(arguments);
        if (
            !all.TryNext(out _)
            || !all.TryNext(out var vector)
            || !all.TryNext(out _)
            || !all.TryNext(out var word)
            || Advices.Of(word) is not { } named
            || !vector.StartsWith("[")
            || !vector.EndsWith("]")
        )
        {
            return null;
        }

        advice = named;
        var ranges = new List<(ulong, ulong)>();
        var entries = new StraceArguments(vector[1..^1]);
        while (bytes > 0)
        {
            if (!entries.TryNext(out var entry) || !TryEntry(entry, out var start, out var length))
            {
                return null;
            }

            length = Math.Min(length, bytes);
            bytes -= length;
            if (length > 0)
            {
                ranges.Add((start, length));
            }
        }

        return ranges;
    }

    private static bool TryEntry(ReadOnlySpan<char> entry, out ulong start, out ulong length)
    {
        start = length = 0;
        if (!entry.StartsWith("{") || !entry.EndsWith("}"))
        {
            return false;
        }

        var fields = new StraceArguments(entry[1..^1]);
        return fields.TryNext(out var first)
            && first.StartsWith("iov_base=")
            && StraceArguments.TryNumber(first["iov_base=".Length..], out start)
            && fields.TryNext(out var second)
            && second.StartsWith("iov_len=")
            && StraceArguments.TryNumber(second["iov_len=".Length..], out length);
    }
}
