using SvaOrleans.Model;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>What a step is.</summary>
internal enum StepKind
{
    /// <summary>A call takes effect.</summary>
    Call,

    /// <summary>A fork, vfork or clone returned.</summary>
    CloneReturn,

    /// <summary>exit or exit_group was called.</summary>
    ExitCall,

    /// <summary>The task is gone.</summary>
    Ended,

    /// <summary>Another thread's exec took the id over.</summary>
    Superseded,

    /// <summary>Something that only shows that the task is there.</summary>
    Sign,
}

/// <summary>Something a task did, in the order of the trace, with both halves of a call joined.</summary>
internal sealed class Step
{
    /// <summary>What it is.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The task's id.</summary>
    public required int Pid { get; init; }

    /// <summary>The line at which it takes effect.</summary>
    public required long Line { get; init; }

    /// <summary>When.</summary>
    public required VirtualTime At { get; init; }

    /// <summary>The call.</summary>
    public CallKind Call { get; init; }

    /// <summary>The call's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The call's arguments.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>The call's result.</summary>
    public StraceResult Result { get; set; }

    /// <summary>Whether the result is there; a munmap is queued before it returns.</summary>
    public bool HasResult { get; set; } = true;

    /// <summary>The clone that returned.</summary>
    public CloneCall? Clone { get; init; }

    /// <summary>Exit status, or the other task's id.</summary>
    public int Number { get; init; }

    /// <summary>The signal that killed the task.</summary>
    public string? Signal { get; init; }
}

/// <summary>A fork, vfork or clone, from its beginning to the child's first appearance.</summary>
internal sealed class CloneCall
{
    /// <summary>The parent's id.</summary>
    public required int ParentPid { get; init; }

    /// <summary>The line at which it began.</summary>
    public required long Line { get; init; }

    /// <summary>The call's name.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments, as far as they are known.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>The child's id; 0 while unknown.</summary>
    public int ChildPid { get; set; }

    /// <summary>Whether the child is a task already.</summary>
    public bool Delivered { get; set; }

    /// <summary>What child and parent share; a call without flags is a fork, vfork by its name.</summary>
    public (CloneKind Kind, bool ParentWaits) Sharing()
    {
        if (Name == "vfork")
        {
            return (CloneKind.SharedProcess, true);
        }

        var flags = Flags();
        var kind = (flags & StraceFlags.CloneThread) != 0 ? CloneKind.Thread
            : (flags & StraceFlags.CloneVm) != 0 ? CloneKind.SharedProcess
            : CloneKind.Fork;
        return (kind, (flags & StraceFlags.CloneVfork) != 0);
    }

    private ulong Flags()
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
        else
        {
            new StraceArguments(text).TryNext(out text);
        }

        return StraceFlags.TryParse(text.Trim(), out var flags) ? flags : 0;
    }
}
