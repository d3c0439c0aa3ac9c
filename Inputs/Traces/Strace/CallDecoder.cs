using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Makes events of the memory calls' arguments and results.</summary>
internal static class CallDecoder
{
    /// <summary>Makes the event of a call.</summary>
    /// <param name="step">The call.</param>
    /// <param name="at">When it takes effect.</param>
    /// <param name="task">The caller; the break of its address space is kept up to date.</param>
    /// <returns>Null when the arguments cannot be parsed.</returns>
    public static TraceEvent? Decode(StraceStep step, VirtualTime at, TraceTask task)
    {
        var mm = task.Mm;
        var call = CallerOf(step, at, task);
        var arguments = new StraceArguments(step.Arguments);
        return step.Call switch
        {
            CallKind.Map => Map(call, ref arguments),
            CallKind.Unmap => Unmap(call, ref arguments),
            CallKind.Protect => Protect(call, ref arguments),
            CallKind.Advise => Advise(call, ref arguments),
            CallKind.Remap => Remap(call, ref arguments),
            CallKind.Break => Break(call, ref arguments, mm),
            CallKind.ShmAttach => ShmAttach(call, ref arguments),
            CallKind.ShmDetach => ShmDetach(call, ref arguments),
            _ => null,
        };
    }

    /// <summary>Makes the event of advice about another process.</summary>
    /// <param name="step">The call, which succeeded.</param>
    /// <param name="at">When it takes effect.</param>
    /// <param name="target">The task that is advised.</param>
    /// <param name="start">First byte.</param>
    /// <param name="length">Length in bytes.</param>
    /// <param name="advice">The advice.</param>
    public static AdviseEvent Advised(StraceStep step, VirtualTime at, TraceTask target, ulong start, ulong length, string advice) =>
        Advised(CallerOf(step, at, target), start, length, advice);

    /// <summary>The path of an exec, as far as the trace shows it.</summary>
    /// <param name="step">The call.</param>
    public static string ExecPath(StraceStep step)
    {
        var arguments = new StraceArguments(step.Arguments);
        while (arguments.TryNext(out var argument))
        {
            // execveat has a descriptor before the path.
            if (argument.StartsWith("\""))
            {
                var end = argument[1..].LastIndexOf('"');
                return end < 0 ? "" : argument.Slice(1, end).ToString();
            }

            if (argument.StartsWith("["))
            {
                break;
            }
        }

        return "";
    }

    private static Caller CallerOf(StraceStep step, VirtualTime at, TraceTask task)
    {
        var result = step.HasResult ? step.Result : StraceResult.Unknown;
        return new(task.Head(at, step.Line, result.Outcome), result, task.ReadImpliesExec);
    }

    private static MapEvent? Map(Caller call, ref StraceArguments arguments)
    {
        if (
            !arguments.TryNextNumber(out var hint)
            || !arguments.TryNextNumber(out var length)
            || !arguments.TryNext(out var protText)
            || !StraceFlags.TryParse(protText, out var rights)
            || !arguments.TryNext(out var flagText)
            || !StraceFlags.TryParse(flagText, out var flags)
        )
        {
            return null;
        }

        return new MapEvent
        {
            Head = call.Head,
            Start = call.Result.Outcome.Succeeded ? call.Result.Value : hint,
            LengthBytes = length,
            Rights = call.Given(rights),
            Shared = (flags & StraceFlags.MapShared) != 0,
            Anonymous = (flags & StraceFlags.MapAnonymous) != 0,
            Placement =
                (flags & StraceFlags.MapFixedNoReplace) != 0 ? Placement.FixedNoReplace
                : (flags & StraceFlags.MapFixed) != 0 ? Placement.Fixed
                : Placement.Anywhere,
        };
    }

    private static UnmapEvent? Unmap(Caller call, ref StraceArguments arguments) =>
        arguments.TryNextNumber(out var start) && arguments.TryNextNumber(out var length)
            ? new UnmapEvent
            {
                Head = call.Head,
                Start = start,
                LengthBytes = length,
            }
            : null;

    private static ProtectEvent? Protect(Caller call, ref StraceArguments arguments) =>
        arguments.TryNextNumber(out var start)
        && arguments.TryNextNumber(out var length)
        && arguments.TryNext(out var text)
        && StraceFlags.TryParse(text, out var rights)
            ? new ProtectEvent
            {
                Head = call.Head,
                Start = start,
                LengthBytes = length,
                Rights = call.Given(rights),
            }
            : null;

    private static AdviseEvent? Advise(Caller call, ref StraceArguments arguments)
    {
        if (!arguments.TryNextNumber(out var start) || !arguments.TryNextNumber(out var length) || !arguments.TryNext(out var text))
        {
            return null;
        }

        return Advices.Of(text) is not { } advice ? null : Advised(call, start, length, advice);
    }

    private static AdviseEvent Advised(Caller call, ulong start, ulong length, string advice) =>
        new()
        {
            Head = call.Head,
            Start = start,
            LengthBytes = length,
            Advice = advice,
        };

    private static RemapEvent? Remap(Caller call, ref StraceArguments arguments)
    {
        if (
            !arguments.TryNextNumber(out var oldStart)
            || !arguments.TryNextNumber(out var oldLength)
            || !arguments.TryNextNumber(out var newLength)
            || !arguments.TryNext(out var text)
            || !StraceFlags.TryParse(text, out var flags)
        )
        {
            return null;
        }

        return new RemapEvent
        {
            Head = call.Head,
            OldStart = oldStart,
            OldLengthBytes = oldLength,
            NewStart = call.Result.Outcome.Succeeded ? call.Result.Value : oldStart,
            NewLengthBytes = newLength,
            Fixed = (flags & StraceFlags.MremapFixed) != 0,
            KeepsOld = (flags & StraceFlags.MremapDontUnmap) != 0 || oldLength == 0,
        };
    }

    private static BreakEvent? Break(Caller call, ref StraceArguments arguments, TraceMm mm)
    {
        if (!arguments.TryNextNumber(out var wanted))
        {
            return null;
        }

        var before = mm.Break;
        var after = call.Result.Outcome.Succeeded ? call.Result.Value : before ?? 0;
        if (call.Result.Outcome.Succeeded)
        {
            mm.Break = after;
        }

        // The kernel answers a refused brk with the old break, not with an error.
        var refused = call.Result.Outcome.Succeeded && wanted != 0 && wanted != after;
        return new BreakEvent
        {
            Head = refused ? call.Head with { Outcome = new CallOutcome("ENOMEM") } : call.Head,
            Before = before,
            After = after,
        };
    }

    private static ShmAttachEvent? ShmAttach(Caller call, ref StraceArguments arguments) =>
        arguments.TryNext(out _) && arguments.TryNextNumber(out var hint)
            ? new ShmAttachEvent { Head = call.Head, Start = call.Result.Outcome.Succeeded ? call.Result.Value : hint }
            : null;

    private static ShmDetachEvent? ShmDetach(Caller call, ref StraceArguments arguments) =>
        arguments.TryNextNumber(out var start) ? new ShmDetachEvent { Head = call.Head, Start = start } : null;

    private readonly record struct Caller(EventHead Head, StraceResult Result, bool ReadImpliesExec)
    {
        /// <summary>The rights that the kernel gives when these are asked for.</summary>
        public Rights Given(ulong asked)
        {
            var rights = (Rights)(asked & 7);
            return ReadImpliesExec && (rights & Rights.Read) != 0 ? rights | Rights.Execute : rights;
        }
    }
}
