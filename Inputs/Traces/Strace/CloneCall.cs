using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>A fork, vfork or clone, from its beginning to the child's first appearance.</summary>
internal sealed class CloneCall
{
    /// <summary>The parent's id.</summary>
    public required int ParentPid { get; init; }

    /// <summary>The line at which it began.</summary>
    public required long Line { get; init; }

    /// <summary>The call's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the trace lacks the call's first half, which has the flags.</summary>
    public bool HeadMissing { get; init; }

    /// <summary>The arguments, as far as they are known.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>The child's id; 0 while unknown.</summary>
    public int ChildPid { get; set; }

    /// <summary>
    /// The id that the call returned, which is not <see cref="ChildPid"/> in a PID namespace of its own; 0 while unknown.
    /// </summary>
    public int ReturnedPid { get; set; }

    /// <summary>The line at which it returned; beyond every line until then.</summary>
    public long ReturnLine { get; set; } = long.MaxValue;

    /// <summary>Whether a task with the id that the call returned has appeared.</summary>
    public bool Confirmed { get; set; }

    /// <summary>Whether the child is a task already.</summary>
    public bool Delivered { get; set; }

    /// <summary>
    /// What child and parent share, as the call's name or its flags say; null when the trace shows neither: a clone3 of which it has only
    /// the address of its arguments, or a second half without a first.
    /// </summary>
    public (CloneKind Kind, bool ParentWaits)? Sharing()
    {
        switch (Name)
        {
            case "vfork":
                return (CloneKind.SharedProcess, true);
            case "fork":
                return (CloneKind.Fork, false);
        }

        if (Flags() is not { } flags)
        {
            return HeadMissing ? ByOtherArguments() : null;
        }

        var kind =
            (flags & StraceFlags.CloneThread) != 0 ? CloneKind.Thread
            : (flags & StraceFlags.CloneVm) != 0 ? CloneKind.SharedProcess
            : CloneKind.Fork;
        return (kind, (flags & StraceFlags.CloneVfork) != 0);
    }

    /// <summary>Whether <see cref="Sharing"/> is concluded from other arguments than the flags.</summary>
    public bool IsConcluded => HeadMissing && Name is not ("vfork" or "fork") && Flags() is null;

    private (CloneKind Kind, bool ParentWaits)? ByOtherArguments()
    {
        // strace prints these only where CLONE_PARENT_SETTID and CLONE_SETTLS ask for them: so are threads made. C libraries fork with
        // the third alone.
        var isThread =
            Arguments.Contains("parent_tid=", StringComparison.Ordinal)
            && (Name == "clone3" || Arguments.Contains("tls=", StringComparison.Ordinal));
        return isThread ? (CloneKind.Thread, false)
            : Arguments.Contains("child_tidptr=", StringComparison.Ordinal) ? (CloneKind.Fork, false)
            : null;
    }

    private ulong? Flags()
    {
        const string mark = "flags=";
        var text = Arguments.AsSpan();
        var at = text.IndexOf(mark);
        if (at >= 0)
        {
            text = text[(at + mark.Length)..];
            var end = text.IndexOfAny(',', '}', ')');
            text = end < 0 ? text : text[..end];
        }
        else if (Name == "clone3" || HeadMissing)
        {
            // Its first argument is an address.
            return null;
        }
        else
        {
            new StraceArguments(text).TryNext(out text);
        }

        return StraceFlags.TryParse(text.Trim(), out var flags) ? flags : null;
    }
}
