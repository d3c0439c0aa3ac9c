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

    /// <summary>A child of the task has ended, as a wait or SIGCHLD told it.</summary>
    Reaped,
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

    /// <summary>Whether the child of a call that returned may be another task than the one with the id that it returned.</summary>
    public bool IsUndecided =>
        Kind == StepKind.CloneReturn
        && Clone is { Delivered: false, Confirmed: false }
        && (Result.Outcome.Succeeded || Result.Outcome.IsUnknown);

    /// <summary>Exit status, or the other task's id.</summary>
    public int Number { get; init; }

    /// <summary>The signal that killed the task.</summary>
    public string? Signal { get; init; }

    /// <summary>For <see cref="StepKind.Reaped"/>, how the child ended.</summary>
    public ChildEnd? ChildEnd { get; init; }
}
