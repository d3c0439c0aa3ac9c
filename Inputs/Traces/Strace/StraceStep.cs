namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>What a step is.</summary>
internal enum StraceStepKind
{
    /// <summary>A call takes effect.</summary>
    Call,

    /// <summary>A fork, vfork or clone returned.</summary>
    CloneReturn,

    /// <summary>exit or exit_group was called.</summary>
    ExitCall,

    /// <summary>The task has ended.</summary>
    Ended,

    /// <summary>Another thread's exec took the id over.</summary>
    Superseded,

    /// <summary>Something that only shows that the task is there.</summary>
    Sign,

    /// <summary>A child of the task has ended, as a wait or SIGCHLD shows.</summary>
    Reaped,
}

/// <summary>The task, line and time of a step.</summary>
/// <param name="Pid">The task's id.</param>
/// <param name="Line">The line's number.</param>
/// <param name="At">The line's time.</param>
internal readonly record struct StepOrigin(int Pid, long Line, VirtualTime At);

/// <summary>Something a task did, in the order of the trace, with both halves of a call joined.</summary>
internal sealed class StraceStep
{
    /// <summary>What it is.</summary>
    public required StraceStepKind Kind { get; init; }

    /// <summary>The task, the line and the time at which it takes effect.</summary>
    public required StepOrigin Origin { get; init; }

    /// <summary>The task's id.</summary>
    public int Pid => Origin.Pid;

    /// <summary>The line at which it takes effect.</summary>
    public long Line => Origin.Line;

    /// <summary>When.</summary>
    public VirtualTime At => Origin.At;

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
        Kind == StraceStepKind.CloneReturn
        && Clone is { Delivered: false, Confirmed: false }
        && (Result.Outcome.Succeeded || Result.Outcome.IsUnknown);

    /// <summary>Exit status, or the other task's id.</summary>
    public int Number { get; init; }

    /// <summary>The signal that killed the task.</summary>
    public string? Signal { get; init; }

    /// <summary>For <see cref="StraceStepKind.Reaped"/>, how the child ended.</summary>
    public ChildEnd? ChildEnd { get; init; }
}
