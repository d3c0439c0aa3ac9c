using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine;

/// <content>What the step that runs, or ran last, has to do with others: what an explorer needs to know to leave out orders that mean the same.</content>
public sealed partial class World
{
    /// <summary>Whether calls know which call's code made them (<see cref="GrainRequest.CallerNumber"/>); costs a little for each call. Set it before a run.</summary>
    public bool TellsCallers { get; set; }

    /// <summary>What the step has touched at its activation, as far as that is told.</summary>
    public Access StepAccess { get; private set; }

    /// <summary>How often code of the activation was entered: 0 for a step that has only carried an answer on, or let a request wait; more than one
    /// where a request's end admits others.</summary>
    public int StepTurns { get; private set; }

    /// <summary>The one request whose code has run, by its call's number; 0 for none that is known, negative for several.</summary>
    public long StepRequest { get; private set; }

    /// <summary>The running step touches something of its activation. Only code of classes with <see cref="GrainClass.DeclaresAccess"/> needs to tell.</summary>
    /// <param name="access">What.</param>
    public void Touch(Access access) => StepAccess |= access;

    /// <summary>Code of the activation is about to run.</summary>
    internal void RunsCode() => StepTurns++;

    /// <summary>Code of a request has run.</summary>
    internal void RanCodeOf(long callNumber) => StepRequest = StepRequest == 0 || StepRequest == callNumber ? callNumber : -1;

    private void BeginStep()
    {
        StepAccess = Access.None;
        StepTurns = 0;
        StepRequest = 0;
    }
}
