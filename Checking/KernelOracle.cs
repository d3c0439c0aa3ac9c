using System.Runtime.CompilerServices;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking;

/// <summary>An oracle that reads the states of kernel objects and what happened at them.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public abstract class KernelOracle(ILocalSimulation simulation, EventTrace trace) : Oracle
{
    /// <summary>What happened in this schedule, the setup included.</summary>
    protected EventTrace Trace => trace;

    /// <summary>The events alone.</summary>
    protected IEnumerable<SvaEvent> Events => trace.Events.Select(static entry => entry.Event);

    /// <summary>The state of every live object, by name.</summary>
    protected IReadOnlyList<(ObjectName Name, object State)> States => simulation.States();

    /// <summary>The place in <see cref="Trace"/> of the event at which <see cref="Require"/> says that something broke; -1 for the
    /// schedule's end.</summary>
    protected int Reading { get; set; } = -1;

    /// <summary>Ends the schedule unless a condition holds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="message">The observed state instead.</param>
    protected void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Sentence message)
    {
        if (!holds)
        {
            throw Reading < 0 ? Fail(message.ToString()) : FailAt(Reading, message.ToString());
        }
    }

    /// <summary>Says that something did not hold when something happened.</summary>
    /// <param name="at">The place of what happened in <see cref="Trace"/>.</param>
    /// <param name="message">The observed state.</param>
    protected ViolationException FailAt(int at, string message) => new(Fail(message).Violation with { Step = trace.Events[at].Step });

    /// <summary>Whether one event comes before another in every order that means the same.</summary>
    /// <param name="order">What happened before what.</param>
    /// <param name="earlier">The place of the one in <see cref="Trace"/>.</param>
    /// <param name="later">The place of the other.</param>
    protected bool IsBefore(CausalOrder order, int earlier, int later)
    {
        // The setup came before everything, and what one step tells comes in its order.
        var (first, second) = (order.PlaceOf(trace.Events[earlier].Step), order.PlaceOf(trace.Events[later].Step));
        return first < 0 || first == second || order.IsBefore(first, second);
    }

    /// <summary>The state of an object; null when it was never created.</summary>
    /// <typeparam name="TState">Its type.</typeparam>
    /// <param name="states">All states.</param>
    /// <param name="name">Its name.</param>
    protected static TState? Find<TState>(IReadOnlyList<(ObjectName Name, object State)> states, ObjectName name)
        where TState : class
    {
        foreach (var (other, state) in states)
        {
            if (other == name)
            {
                return state as TState;
            }
        }

        return null;
    }
}
